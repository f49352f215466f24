-- Leases that ran out: their events wait again, alone. One that came alone already is parked where it was delivered too often; before that, another of its lease may be at fault.
-- $1 subscription bigint, $2 attempts_max int
with expired as (
  update subscription_events
  set state = case when attempts >= $2 and comes_alone then 'parked' else 'waiting' end, comes_alone = true, leased_until = null,
    error = 'The lease ran out before the worker said anything.'
  where subscription = $1 and state = 'leased' and leased_until <= clock_timestamp()
  returning position, lease, state, keys
), told as (
  update deliveries d
  set outcome = 'expired', outcome_at = clock_timestamp()
  from expired x
  where d.lease = x.lease and d.subscription = $1 and d.position = x.position and d.outcome is null
)
insert into subscription_holds as known (subscription, position, key)
select $1, min(position), key from expired, unnest(keys) as key where state = 'parked' group by key
on conflict (subscription, key) do update set position = least(known.position, excluded.position);
