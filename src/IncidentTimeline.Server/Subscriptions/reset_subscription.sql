-- Begins again after a position: what was under way is forgotten, what was told stays on record.
-- $1 subscription bigint, $2 after bigint
with dropped as (
  delete from subscription_events where subscription = $1
), released as (
  delete from subscription_holds where subscription = $1
), under_way as (
  update deliveries set outcome = 'reset', outcome_at = clock_timestamp() where subscription = $1 and outcome is null
)
update subscriptions
set starts_after = $2, read_to = $2, revision = revision + 1
where subscription = $1;
