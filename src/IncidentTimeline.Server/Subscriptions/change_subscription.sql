-- Another filter or other settings; who reads the log by the filter from before begins again.
-- $1 subscription bigint, $2 filter json, $3 attempts_max int, $4 retention_days int
update subscriptions
set filter = $2, attempts_max = $3, retention_days = $4, revision = revision + 1
where subscription = $1;
