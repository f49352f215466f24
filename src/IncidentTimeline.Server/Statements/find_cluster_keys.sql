-- The first fact that has each of these keys, for those that any has.
-- $1 keys bigint[]
select key, position
from cluster_keys
where key = any ($1);
