-- What is neither parked nor held behind something parked, in log order.
-- $1 subscription bigint, $2 limit int
select position, state = 'leased' as is_leased, due_at <= clock_timestamp() as is_due, comes_alone, bytes, keys
from subscription_events
where subscription = $1 and state in ('waiting', 'leased')
order by position
limit $2;
