-- How many facts counted under each incident at K and P, and on which regions.
-- $1 incidents text[], $2 K bigint, $3 P bigint
select incident, array_agg(distinct region), count(distinct position)::int
from statements
where incident = any ($1)
  and known_from <= $2
  and known_to > $2
  and reported <= $3
  and earliest < 9223372036854775807
group by incident;
