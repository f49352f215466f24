-- Makes a key, unless as many as allowed live already: then no row comes back. Two at once may pass the bound by one; it is a bound on memory, not a promise.
-- $1 prefix text, $2 sha256 bytea, $3 name text, $4 roles text[], $5 created_by text, $6 expires_at timestamptz,
-- $7 requests_per_second int, $8 burst int, $9 concurrent int, $10 body_bytes int, $11 live_max bigint
insert into api_keys (prefix, sha256, name, roles, created_by, expires_at, requests_per_second, burst, concurrent, body_bytes)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10
where (select count(*) from api_keys where revoked_at is null and (expires_at is null or expires_at > clock_timestamp())) < $11
returning number, created_at;
