-- The rows of these tracks that count now.
-- $1 questions bigint[], $2 tracks bigint[]
select position, question, track, value, region, reported, earliest, latest, is_plain, is_home, incident, aspect, known_from, next_known, next_reported, next_latest
from statements
where (question, track) in (select * from unnest($1, $2))
  and known_to = 9223372036854775807
  and track <> 0;
