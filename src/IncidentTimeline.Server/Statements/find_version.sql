-- The version that a stream had at K.
-- $1 stream text, $2 K bigint
select stream_version
from events
where stream_id = $1
  and position <= $2
order by stream_version desc
limit 1;
