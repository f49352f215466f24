-- What becomes of events that a worker has under a lease, or had while nobody else does. A row for each: whether it held up others.
-- $1 subscription bigint, $2 lease uuid, $3 positions bigint[], $4 outcomes text[], $5 errors text[], $6 attempts_max int
with own as (
  select e.position, e.state, e.attempts, said.outcome, said.error
  from unnest($3::bigint[], $4::text[], $5::text[]) as said (position, outcome, error)
  join subscription_events e on e.subscription = $1 and e.position = said.position and e.lease = $2
), done as (
  delete from subscription_events e using own
  where e.subscription = $1 and e.position = own.position and own.outcome = 'done'
), undone as (
  update subscription_events e
  set lease = null, leased_until = null, error = coalesce(own.error, e.error),
    state = case when own.outcome = 'parked' or (own.outcome = 'failed' and e.attempts >= $6) then 'parked' else 'waiting' end,
    attempts = case when own.outcome = 'returned' then e.attempts - 1 else e.attempts end,
    -- 1, 2, 4 … seconds, at most five minutes: what a moment mends comes soon, what does not does not keep its workers busy.
    due_at = case when own.outcome = 'failed' then clock_timestamp() + make_interval(secs => least(power(2, e.attempts - 1), 300)) else e.due_at end
  from own
  where e.subscription = $1 and e.position = own.position and own.outcome <> 'done'
  returning e.position, e.state, e.keys
), held as (
  insert into subscription_holds as known (subscription, position, key)
  select $1, min(undone.position), key from undone, unnest(undone.keys) as key where undone.state = 'parked' group by key
  on conflict (subscription, key) do update set position = least(known.position, excluded.position)
), told as (
  update deliveries d
  set outcome = own.outcome, outcome_at = clock_timestamp(), error = own.error
  from own
  where d.lease = $2 and d.subscription = $1 and d.position = own.position
), failed as (
  update subscriptions s
  set last_error = worst.error, last_error_position = worst.position, last_error_at = clock_timestamp()
  from (select position, coalesce(error, outcome) as error from own where outcome in ('failed', 'parked') order by position desc limit 1) as worst
  where s.subscription = $1
)
select state in ('parked', 'held') as was_holding from own;
