-- A page of the captures of documents that were known at K, the latest first.
-- $1 the key of captures bigint, $2 K bigint, $3 before this position bigint, $4 how many int
select position
from decision_keys
where key = $1
  and position <= $2
  and position < $3
order by position desc
limit $4;
