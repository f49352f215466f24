-- Drops deliveries that are kept no longer, a bounded number at a time; under way none is dropped.
-- $1 limit int
with old as (
  select d.delivery
  from subscriptions s
  cross join lateral (
    select delivery from deliveries
    where subscription = s.subscription and delivered_at < clock_timestamp() - make_interval(days => s.retention_days) and outcome is not null
    limit $1
  ) as d
  limit $1
)
delete from deliveries using old where deliveries.delivery = old.delivery;
