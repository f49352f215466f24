-- The first parked events of a subscription.
-- $1 name text, $2 limit int
select e.position, e.attempts, e.error, e.keys
from subscription_events e
join subscriptions s using (subscription)
where s.name = $1 and e.state = 'parked'
order by e.position
limit $2;
