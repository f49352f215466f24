-- For each incident one region where it happens: the one asked for where it is one of them, else any.
-- $1 incidents text[], $2 region int, $3 K bigint, $4 P bigint
select asked.incident, home.region
from unnest($1) as asked (incident)
cross join lateral (
  (select region
   from statements
   where incident = asked.incident
     and region = $2
     and is_home
     and known_from <= $3
     and known_to > $3
     and reported <= $4
   limit 1)
  union all
  (select region
   from statements
   where incident = asked.incident
     and is_home
     and known_from <= $3
     and known_to > $3
     and reported <= $4
   limit 1)
) home;
