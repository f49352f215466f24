-- Versions that do not follow the one before in their stream, in the order of the log; the first of them, each with how many there are in all.
-- $1 limit int
select position, stream_id, stream_version, previous, count(*) over () as total
from (
  select position, stream_id, stream_version,
    coalesce(lag(stream_version) over (partition by stream_id order by position, stream_version), 0) as previous
  from events
) as steps
where stream_version <> previous + 1
order by position, stream_version
limit $1;
