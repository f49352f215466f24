-- Events that passed the filter, and how far the log was read for them: taken in unless somebody else has read it, or it is to be read by another filter.
-- One row: whether the log holds the event that was read last. Where not, nothing is taken in: after a failover, what was read may be of a history that is no more.
-- That it has the same id does not tell: its writer may have sent it again, and it stands at the same position behind other events.
-- $1 subscription bigint, $2 revision int, $3 read_from bigint, $4 positions bigint[], $5 bytes int[], $6 keys text[], each with commas between,
-- $7 read_to bigint, $8 id of the event there uuid, $9 when that was recorded timestamptz
with history as (
  select exists (select from events where position = $7 and event_id = $8 and recorded_at = $9) as is_held
), moved as (
  update subscriptions set read_to = $7
  from history
  where subscription = $1 and revision = $2 and read_to = $3 and history.is_held
  returning subscription
), added as (
  insert into subscription_events (subscription, position, bytes, keys)
  select moved.subscription, passed.position, passed.bytes, string_to_array(passed.keys, ',')
  from moved, unnest($4::bigint[], $5::int[], $6::text[]) as passed (position, bytes, keys)
  on conflict do nothing
)
select is_held from history;
