-- The highest position recorded at or before an instant, or no row. One descent of the index events_recorded_at.
-- $1 instant timestamptz
select position
from events
where recorded_at <= $1
order by recorded_at desc, position desc
limit 1;
