-- How many facts rest on each of these documents at K.
-- $1 hashes of documents bigint[], $2 K bigint
select document, count(*)::int
from fact_clusters
where document = any ($1)
  and position <= $2
group by document;
