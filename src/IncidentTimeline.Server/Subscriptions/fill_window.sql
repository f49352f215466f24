-- Events that passed the filter, and how far the log was read for them. No row where somebody else has read it, it is to be read by another filter,
-- or the log holds another event there: after a failover, what was read may be of a history that is no more.
-- $1 subscription bigint, $2 revision int, $3 read_from bigint, $4 read_to bigint, $5 positions bigint[], $6 bytes int[], $7 keys text[], each with commas between, $8 id of the event at read_to uuid
with moved as (
  update subscriptions set read_to = $4
  where subscription = $1 and revision = $2 and read_to = $3
    and exists (select from events where events.position = $4 and events.event_id = $8)
  returning subscription
), added as (
  insert into subscription_events (subscription, position, bytes, keys)
  select moved.subscription, passed.position, passed.bytes, string_to_array(passed.keys, ',')
  from moved, unnest($5::bigint[], $6::int[], $7::text[]) as passed (position, bytes, keys)
  on conflict do nothing
)
select subscription from moved;
