-- The facts on a region that were recorded after one position and up to another.
-- $1 region int, $2 after bigint, $3 up to bigint
select distinct position, is_plain, incident
from statements
where position > $2
  and position <= $3
  and region = $1;
