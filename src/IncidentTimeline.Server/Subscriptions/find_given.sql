-- What was given out under a lease and is not done, in log order, with whether it still is under it.
-- $1 subscription bigint, $2 lease uuid
select e.position, e.lease is not distinct from $2 as is_theirs, e.keys
from deliveries d
join subscription_events e on e.subscription = d.subscription and e.position = d.position
where d.subscription = $1 and d.lease = $2
order by e.position;
