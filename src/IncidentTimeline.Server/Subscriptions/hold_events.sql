-- These wait behind something parked, and so does what comes after them and shares a key.
-- $1 subscription bigint, $2 positions bigint[]
with held as (
  update subscription_events set state = 'held' where subscription = $1 and position = any($2)
  returning position, keys
)
insert into subscription_holds as known (subscription, position, key)
select $1, min(position), key from held, unnest(keys) as key group by key
on conflict (subscription, key) do update set position = least(known.position, excluded.position);
