-- Delivers events once more, as if for the first time: parked ones, ones that wait for their next attempt, and ones that were done.
-- $1 subscription bigint, $2 positions bigint[], $3 bytes int[], $4 keys text[], each with commas between
insert into subscription_events (subscription, position, bytes, keys)
select $1, again.position, again.bytes, string_to_array(again.keys, ',')
from unnest($2::bigint[], $3::int[], $4::text[]) as again (position, bytes, keys)
on conflict (subscription, position) do update
set state = 'waiting', lease = null, leased_until = null, attempts = 0, due_at = '-infinity', comes_alone = false
where subscription_events.state <> 'leased' or subscription_events.leased_until <= clock_timestamp();
