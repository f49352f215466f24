-- The same, many rows in one statement.
-- $1 positions bigint[], $2 stream_versions bigint[], $3 event_ids uuid[], $4 schema_versions int[], $5 stream_ids text[], $6 types text[], $7 data json[], $8 metadata json[]
insert into bare_events (position, stream_version, recorded_at, event_id, schema_version, stream_id, type, data, metadata)
select g.position, g.stream_version, clock_timestamp(), g.event_id, g.schema_version, g.stream_id, g.type, g.data, g.metadata
from unnest($1, $2, $3, $4, $5, $6, $7, $8)
  as g (position, stream_version, event_id, schema_version, stream_id, type, data, metadata);
