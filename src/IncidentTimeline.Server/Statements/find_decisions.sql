-- The decisions under these keys, up to a position.
-- $1 keys bigint[], $2 up to bigint
select key, position
from decision_keys
where key = any ($1)
  and position <= $2;
