-- Events recorded earlier than the one before them, the first of them, each with how many there are in all.
-- $1 limit int
select position, recorded_at, previous, count(*) over () as total
from (
  select position, recorded_at, lag(recorded_at) over (order by position) as previous
  from events
) as steps
where recorded_at < previous
order by position
limit $1;
