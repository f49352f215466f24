-- The facts of a region whose report time was not known at K.
-- $1 region int, $2 K bigint
select distinct position, is_plain, incident
from statements
where region = $1
  and reported = 9223372036854775807
  and known_from <= $2
  and known_to > $2;
