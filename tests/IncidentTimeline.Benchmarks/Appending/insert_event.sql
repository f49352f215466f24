-- One row as the log would have it, with nothing to decide.
-- $1 position bigint, $2 stream_version bigint, $3 event_id uuid, $4 schema_version int, $5 stream_id text, $6 type text, $7 data json, $8 metadata json
insert into bare_events (position, stream_version, recorded_at, event_id, schema_version, stream_id, type, data, metadata)
values ($1, $2, clock_timestamp(), $3, $4, $5, $6, $7, $8);
