-- Events after a position, in log order. Never skips: positions are gapless and become visible in order.
-- $1 after bigint, $2 up_to bigint (inclusive), $3 limit int
select position, stream_id, stream_version, event_id, type, schema_version, data, metadata, recorded_at
from events
where position > $1
  and position <= $2
order by position
limit $3;
