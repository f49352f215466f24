-- All facts that name a source, as first coded.
-- $1 source text
select position
from fact_search
where sources @> array[$1];
