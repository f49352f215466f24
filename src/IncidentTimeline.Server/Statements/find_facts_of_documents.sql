-- The facts that rest on these documents.
-- $1 hashes of documents bigint[]
select position
from fact_clusters
where document = any ($1);
