-- The log: events in one gapless order, the head that hands out positions, stream versions, checkpoints.
-- Runs in the schema that search_path names, as the owner. The migrations table exists already: the migrator made it.
-- Row layout: fixed-width columns first, widest alignment first, so that no row carries padding; then the variable ones,
-- short before long, so that reading a key never walks over a payload.

-- A role is shared by every database of the server, so it may exist, or be created by a neighbour at this moment.
do $$
begin
  if not exists (select from pg_roles where rolname = 'timeline_service') then
    create role timeline_service nologin;
  end if;
exception
  when duplicate_object or unique_violation then null;
end
$$;

create table events (
  position       bigint      not null,
  stream_version bigint      not null,
  recorded_at    timestamptz not null,
  event_id       uuid        not null,  -- 16 bytes of alignment 1: after the eights, before the four
  schema_version int         not null,
  stream_id      text        not null,
  type           text        not null,
  data           json        not null,  -- json, not jsonb: the bytes stay as they came, and it is written faster
  metadata       json        not null,  -- who, from where: not part of what makes two events the same
  constraint events_position primary key (position),
  constraint events_event_id unique (event_id),
  constraint events_stream_version unique (stream_id, stream_version),
  constraint events_position_min check (position >= 1),
  constraint events_stream_version_min check (stream_version >= 1),
  constraint events_schema_version_min check (schema_version >= 1),
  constraint events_stream_id_length check (char_length(stream_id) between 1 and 200),
  constraint events_type_length check (char_length(type) between 1 and 100),
  constraint events_bytes_max check (octet_length(data::text) + octet_length(metadata::text) <= 262144)
);

-- "What was the log at this instant?" is one descent; recorded_at never runs against position, so inserts go to the right edge.
create index events_recorded_at on events (recorded_at, position);

create function refuse_change_of_events() returns trigger language plpgsql as $$
begin
  raise exception '% of events refused: the log is append-only', tg_op
    using errcode = 'IT001', hint = 'Record a correction as another event.';
end
$$;

-- By statement, because TRUNCATE fires no row trigger; always, so that session_replication_role cannot silence it.
create trigger events_are_append_only
  before update or delete or truncate on events
  for each statement execute function refuse_change_of_events();
alter table events enable always trigger events_are_append_only;

-- Updated by every append to a stream: room on the page keeps the update off the index (HOT).
create table streams (
  version   bigint not null,
  stream_id text   not null,
  constraint streams_stream_id primary key (stream_id),
  constraint streams_version_min check (version >= 1)
) with (fillfactor = 70);

-- One row. Its lock is the sequencer: who holds it hands out the next positions, and commits before the next one may.
create table log_head (
  position    bigint      not null,
  recorded_at timestamptz not null,
  is_head     boolean     not null default true,
  constraint log_head_one_row primary key (is_head),
  constraint log_head_is_head check (is_head),
  constraint log_head_position_min check (position >= 0)
) with (fillfactor = 10);
insert into log_head (position, recorded_at) values (0, '-infinity');

-- How far each projection got. Moved only by compare-and-set, in the transaction that applies the batch.
create table checkpoints (
  position   bigint not null default 0,
  projection text   not null,
  constraint checkpoints_projection primary key (projection),
  constraint checkpoints_position_min check (position >= 0),
  constraint checkpoints_projection_length check (char_length(projection) between 1 and 100)
) with (fillfactor = 70);

do $$
begin
  execute format('grant usage on schema %I to timeline_service', current_schema());
end
$$;
grant select, insert on events to timeline_service;
grant select, insert, update on streams to timeline_service;
grant select, update on log_head to timeline_service;
grant select, insert, update on checkpoints to timeline_service;
grant select on migrations to timeline_service;
