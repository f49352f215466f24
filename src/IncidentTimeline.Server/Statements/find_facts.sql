-- Where these facts are, for those that are there.
-- $1 fact ids uuid[]
select fact_id, position
from fact_clusters
where fact_id = any ($1);
