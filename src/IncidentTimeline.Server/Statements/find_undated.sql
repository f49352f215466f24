-- The facts of a region whose report time was not known at K, with the members of their clusters.
-- $1 region int, $2 K bigint
with hits as materialized (
  select distinct position, incident, is_plain
  from statements
  where region = $1
    and reported = 9223372036854775807
    and known_from <= $2
    and known_to > $2
)
select position, incident
from hits
union all
select member.position, null
from fact_clusters own
join fact_clusters member on member.cluster = own.cluster
where own.position in (select position from hits where not is_plain)
  and member.position <= $2;
