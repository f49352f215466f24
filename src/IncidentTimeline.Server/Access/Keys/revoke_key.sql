-- Ends a key for good. Again: the first time and name stand. No row: no such key.
-- $1 prefix text, $2 revoked_by text
update api_keys
set revoked_at = coalesce(revoked_at, clock_timestamp()), revoked_by = coalesce(revoked_by, $2)
where prefix = $1
returning number, prefix, name, roles, created_at, created_by, expires_at, revoked_at, revoked_by, last_used_at,
  requests_per_second, burst, concurrent, body_bytes;
