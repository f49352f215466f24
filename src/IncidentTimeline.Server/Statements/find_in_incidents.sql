-- The facts that counted under these incidents at K; those that may hold by T, on all questions or on one.
-- $1 incidents text[], $2 K bigint, $3 T bigint, $4 aspect text or null
select distinct position, is_plain, incident
from statements
where incident = any ($1)
  and ($4::text is null or aspect = $4)
  and known_from <= $2
  and known_to > $2
  and earliest <= $3;
