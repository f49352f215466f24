-- What a lease is over, as long as nobody else has it.
-- $1 subscription bigint, $2 lease uuid
select position from subscription_events where subscription = $1 and lease = $2;
