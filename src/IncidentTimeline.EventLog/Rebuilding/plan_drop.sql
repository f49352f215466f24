-- The statements that remove copies, whether they are there or not, and their checkpoint.
-- $1 tables text[], $2 schema text, $3 projection text
select format('drop table if exists %s', string_agg(format('%I.%I', $2::text, name), ', '))
from unnest($1::text[]) as wanted (name)
union all
select format('delete from %I.checkpoints where projection = %L', $2::text, $3::text);
