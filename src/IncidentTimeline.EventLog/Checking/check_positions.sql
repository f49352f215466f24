-- Positions that do not follow the one before, the first of them, each with how many there are in all.
-- $1 limit int
select position, previous, count(*) over () as total
from (
  select position, coalesce(lag(position) over (order by position), 0) as previous
  from events
) as steps
where position <> previous + 1
order by position, previous
limit $1;
