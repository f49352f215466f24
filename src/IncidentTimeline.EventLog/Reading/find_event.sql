-- The event with this id, or no row.
-- $1 event_id uuid
select position, stream_id, stream_version, event_id, type, schema_version, data, metadata, recorded_at
from events
where event_id = $1;
