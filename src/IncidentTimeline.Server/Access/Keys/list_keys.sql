-- A page of keys in the order of their making, without their hashes.
-- $1 after bigint, $2 limit int, $3 with the ended boolean
select number, prefix, name, roles, created_at, created_by, expires_at, revoked_at, revoked_by, last_used_at,
  requests_per_second, burst, concurrent, body_bytes
from api_keys
where number > $1 and ($3 or (revoked_at is null and (expires_at is null or expires_at > clock_timestamp())))
order by number
limit $2;
