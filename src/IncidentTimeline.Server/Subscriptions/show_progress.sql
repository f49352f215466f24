-- Where a subscription stands, as its workers are told with each answer: by the first event of its window, so that none are counted.
-- $1 name text
select s.is_paused, coalesce((select min(e.position) - 1 from subscription_events e where e.subscription = s.subscription), s.read_to) as position, h.position as head
from subscriptions s
cross join log_head h
where s.name = $1;
