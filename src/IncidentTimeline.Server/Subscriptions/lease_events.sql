-- Leases events to a worker, and puts that on record before the worker is told.
-- $1 subscription bigint, $2 positions bigint[], $3 lease uuid, $4 seconds int, $5 worker text
with leased as (
  update subscription_events
  set state = 'leased', lease = $3, leased_until = clock_timestamp() + make_interval(secs => $4), attempts = attempts + 1
  where subscription = $1 and position = any($2)
  returning position, attempts, leased_until
), told as (
  insert into deliveries (subscription, position, attempt, lease, worker)
  select $1, position, attempts, $3, $5 from leased order by position
), seen as (
  update subscriptions set last_delivered_at = clock_timestamp() where subscription = $1
)
select leased.position, leased.attempts, leased.leased_until, events.event_id from leased join events using (position) order by position;
