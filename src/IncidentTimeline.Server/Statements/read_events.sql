-- The events at these positions.
-- $1 positions bigint[]
select position, stream_id, stream_version, event_id, type, schema_version, data, metadata, recorded_at
from events
where position = any ($1);
