-- Begins again after a position: what was under way is forgotten, what was told stays on record.
-- $1 subscription bigint, $2 start text, $3 after bigint
with dropped as (
  delete from subscription_events where subscription = $1
), released as (
  delete from subscription_holds where subscription = $1
), under_way as (
  update deliveries set outcome = 'reset', outcome_at = clock_timestamp() where subscription = $1 and outcome is null
)
update subscriptions
set start = $2, starts_after = $3, read_to = $3, revision = revision + 1
where subscription = $1;
