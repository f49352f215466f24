-- Notes that an event was taken.
-- $1 position bigint, $2 event id uuid, $3 type text, $4 recorded at timestamptz
insert into power_cut_events (position, event_id, type, recorded_at)
values ($1, $2, $3, $4);
