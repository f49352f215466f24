-- The questions that these facts answered just before K or at it, with their regions and incidents.
-- $1 positions bigint[], $2 K bigint
select distinct question, region, incident
from statements
where position = any ($1)
  and known_from <= $2
  and known_to >= $2;
