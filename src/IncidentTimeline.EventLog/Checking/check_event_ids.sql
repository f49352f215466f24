-- Event ids that occur more than once, the first of them by position, each with how many there are in all.
-- $1 limit int
select event_id, min(position) as first, max(position) as last, count(*) over () as total
from events
group by event_id
having count(*) > 1
order by first
limit $1;
