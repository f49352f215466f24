-- Makes several clusters one.
-- $1 clusters bigint[], $2 the one they become bigint
update fact_clusters
set cluster = $2
where cluster = any ($1)
  and cluster <> $2;
