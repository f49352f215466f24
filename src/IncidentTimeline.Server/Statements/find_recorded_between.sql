-- The facts on a region that were recorded after one position and up to another, with the members of their clusters.
-- $1 region int, $2 after bigint, $3 up to bigint
with hits as materialized (
  select distinct position, incident, is_plain
  from statements
  where position > $2
    and position <= $3
    and region = $1
)
select position, incident
from hits
union all
select member.position, null
from fact_clusters own
join fact_clusters member on member.cluster = own.cluster
where own.position in (select position from hits where not is_plain)
  and member.position <= $3;
