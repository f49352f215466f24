-- Another filter or other settings; the same changes nothing. Who reads the log by the filter from before begins again.
-- $1 subscription bigint, $2 filter json, $3 attempts_max int, $4 retention_days int
update subscriptions
set filter = $2, attempts_max = $3, retention_days = $4, revision = revision + 1
where subscription = $1 and (filter::text, attempts_max, retention_days) is distinct from ($2::json::text, $3, $4);
