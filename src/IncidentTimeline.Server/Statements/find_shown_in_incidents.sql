-- The facts that have something to show under these incidents at K, P and T.
-- $1 incidents text[], $2 K bigint, $3 P bigint, $4 T bigint
select distinct position, is_plain, incident
from statements
where incident = any ($1)
  and known_from <= $2
  and known_to > $2
  and reported <= $3
  and earliest <= $4
  and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest);
