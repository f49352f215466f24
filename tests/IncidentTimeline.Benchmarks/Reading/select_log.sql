-- The whole log in order, all that a reader of it needs.
select position, stream_id, stream_version, event_id, type, schema_version, data, metadata, recorded_at
from events
order by position;
