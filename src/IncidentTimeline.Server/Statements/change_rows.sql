-- Ends rows, or says from when on they are past. All that ever changes of a row.
-- $1 positions bigint[], $2 questions bigint[], $3 known_from bigint[], $4 known_to bigint[], $5 next_known bigint[], $6 next_reported bigint[], $7 next_latest bigint[]
update statements
set known_to = changed.known_to,
    next_known = changed.next_known,
    next_reported = changed.next_reported,
    next_latest = changed.next_latest
from unnest($1, $2, $3, $4, $5, $6, $7)
  as changed (position, question, known_from, known_to, next_known, next_reported, next_latest)
where statements.position = changed.position
  and statements.question = changed.question
  and statements.known_from = changed.known_from;
