-- The members of these facts' clusters that were recorded by K.
-- $1 positions bigint[], $2 K bigint
select member.position
from fact_clusters own
join fact_clusters member on member.cluster = own.cluster
where own.position = any ($1)
  and member.position <= $2;
