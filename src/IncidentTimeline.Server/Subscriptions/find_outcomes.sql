-- What was said under a lease.
-- $1 subscription bigint, $2 lease uuid
select position, outcome from deliveries where lease = $2 and subscription = $1;
