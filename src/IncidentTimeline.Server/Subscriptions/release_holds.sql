-- Something is parked no longer: what waited behind it waits for its turn, and only what is still parked holds up others.
-- $1 subscription bigint
with parked as (
  select key, min(position) as position from subscription_events, unnest(keys) as key where subscription = $1 and state = 'parked' group by key
), let_go as (
  delete from subscription_holds h where h.subscription = $1 and not exists (select from parked where parked.key = h.key)
), stayed as (
  update subscription_holds h set position = parked.position from parked where h.subscription = $1 and h.key = parked.key
)
update subscription_events set state = 'waiting' where subscription = $1 and state = 'held';
