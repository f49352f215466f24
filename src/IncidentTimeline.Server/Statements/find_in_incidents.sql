-- The facts that counted under these incidents at K, with the members of their clusters; those that may hold by T, on all questions or on one.
-- $1 incidents text[], $2 K bigint, $3 T bigint, $4 aspect text or null
with hits as materialized (
  select distinct position, incident, is_plain
  from statements
  where incident = any ($1)
    and ($4 is null or aspect = $4)
    and known_from <= $2
    and known_to > $2
    and earliest <= $3
)
select position, incident
from hits
union all
select member.position, null
from fact_clusters own
join fact_clusters member on member.cluster = own.cluster
where own.position in (select position from hits where not is_plain)
  and member.position <= $2;
