-- One subscription as it is, without holding it.
-- $1 name text
select subscription, owner, filter, start, revision, read_to, starts_after, attempts_max, is_paused
from subscriptions
where name = $1;
