-- The facts that have something to show under these incidents at K, P and T, with the members of their clusters.
-- $1 incidents text[], $2 K bigint, $3 P bigint, $4 T bigint
with hits as materialized (
  select distinct position, incident, is_plain
  from statements
  where incident = any ($1)
    and known_from <= $2
    and known_to > $2
    and reported <= $3
    and earliest <= $4
    and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest)
)
select position, incident
from hits
union all
select member.position, null
from fact_clusters own
join fact_clusters member on member.cluster = own.cluster
where own.position in (select position from hits where not is_plain)
  and member.position <= $2;
