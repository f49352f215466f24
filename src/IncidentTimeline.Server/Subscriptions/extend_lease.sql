-- A worker needs longer: until when it has now what is left under its lease.
-- $1 subscription bigint, $2 lease uuid, $3 seconds int
update subscription_events
set leased_until = clock_timestamp() + make_interval(secs => $3)
where subscription = $1 and lease = $2 and state = 'leased'
returning leased_until;
