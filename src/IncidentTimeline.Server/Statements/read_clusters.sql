-- The clusters of these facts, with all their members.
-- $1 positions bigint[]
select member.position, member.cluster
from fact_clusters member
where member.cluster in (select cluster from fact_clusters where position = any ($1));
