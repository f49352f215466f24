-- The statement that takes the planner's statistics of copies.
-- $1 tables text[], $2 schema text
select format('analyze %s', string_agg(format('%I.%I', $2::text, name), ', '))
from unnest($1::text[]) as wanted (name);
