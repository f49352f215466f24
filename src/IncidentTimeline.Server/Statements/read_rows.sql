-- The rows of these facts that count now.
-- $1 positions bigint[]
select position, question, track, value, region, reported, earliest, latest, is_plain, is_home, incident, aspect, known_from, next_known, next_reported, next_latest
from statements
where position = any ($1)
  and known_to = 9223372036854775807;
