-- The facts that count under these incidents now.
-- $1 incidents text[]
select distinct position
from statements
where incident = any ($1)
  and known_to = 9223372036854775807;
