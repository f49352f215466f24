-- The statements that give the copies in another schema the indexes that the tables have here, under the same names. They do not depend on
-- each other.
-- $1 tables text[], $2 schema text
select replace(pg_get_indexdef(indexes.oid), format(' ON %I.%I ', current_schema(), name), format(' ON %I.%I ', $2::text, name)) as statement
from unnest($1::text[]) with ordinality as wanted (name, n)
join pg_class as tables on tables.relname = wanted.name and tables.relnamespace = (select oid from pg_namespace where nspname = current_schema())
join pg_index as index on index.indrelid = tables.oid
join pg_class as indexes on indexes.oid = index.indexrelid
where not exists (select from pg_constraint where conindid = indexes.oid and contype = 'x')
order by n, indexes.relname;
