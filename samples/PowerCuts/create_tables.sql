-- The tables of this consumer, where they are not there yet. Two processes that begin at once wait for each other.
do $$
begin
  perform pg_advisory_xact_lock(hashtext('power_cuts'));

  -- What is said of the electricity, by region, incident and place: as of the event at known_at, the last that bore on the region.
  create table if not exists power_cuts (
    region text not null,
    incident text not null,
    place_key text not null,
    place text,
    supply text not null check (supply in ('interrupted', 'restored', 'contested')),
    fact uuid,
    told text,
    voice text,
    known_at bigint not null,
    primary key (region, incident, place_key)
  );

  -- Every event that was taken, for whoever wants to prove it. No key on the position: the checkpoint sees to it
  -- that each is taken once, and a key would only hide it if it did not.
  create table if not exists power_cut_events (
    position bigint not null,
    event_id uuid not null,
    type text not null,
    recorded_at timestamptz not null
  );
end
$$;
