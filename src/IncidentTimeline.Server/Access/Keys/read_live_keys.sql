-- The keys that let somebody in now, with their hashes. create_key.sql bounds how many there are.
select number, prefix, name, roles, created_at, created_by, expires_at, revoked_at, revoked_by, last_used_at,
  requests_per_second, burst, concurrent, body_bytes, sha256
from api_keys
where revoked_at is null and (expires_at is null or expires_at > clock_timestamp());
