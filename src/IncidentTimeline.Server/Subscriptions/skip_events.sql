-- Gives parked events up, on record with who did.
-- $1 subscription bigint, $2 positions bigint[], $3 by text
with skipped as (
  delete from subscription_events where subscription = $1 and position = any($2) and state = 'parked'
  returning position, error
)
insert into deliveries (subscription, position, attempt, worker, outcome, outcome_at, error)
select $1, position, 0, $3, 'skipped', clock_timestamp(), error from skipped;
