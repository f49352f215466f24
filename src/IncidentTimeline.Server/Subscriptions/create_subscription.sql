-- Makes a subscription; no row where there is one of that name, or as many as may be.
-- $1 name text, $2 owner text, $3 start text, $4 starts_after bigint, $5 filter json, $6 attempts_max int, $7 retention_days int, $8 subscriptions_max bigint
insert into subscriptions (name, owner, start, starts_after, read_to, filter, attempts_max, retention_days)
select $1, $2, $3, $4, $4, $5, $6, $7
where (select count(*) from subscriptions) < $8
on conflict (name) do nothing
returning subscription;
