-- Events of one stream after a version, in stream order.
-- $1 stream_id text, $2 after bigint, $3 limit int
select position, stream_id, stream_version, event_id, type, schema_version, data, metadata, recorded_at
from events
where stream_id = $1
  and stream_version > $2
order by stream_version
limit $3;
