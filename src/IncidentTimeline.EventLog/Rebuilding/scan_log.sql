-- The log from its first event up to a position, in log order, as one answer.
-- $1 up_to bigint (inclusive)
select position, stream_id, stream_version, event_id, type, schema_version, data, metadata, recorded_at
from events
where position <= $1::bigint
order by position;
