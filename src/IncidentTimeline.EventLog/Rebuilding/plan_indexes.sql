-- The statements that give the copies in another schema the indexes and constraints that the tables have here, under the same names.
-- $1 tables text[], $2 schema text
select statement
from unnest($1::text[]) with ordinality as wanted (name, n)
join pg_class as tables on tables.relname = wanted.name and tables.relnamespace = (select oid from pg_namespace where nspname = current_schema())
cross join lateral (
  select 1 as step, indexes.relname as called, replace(pg_get_indexdef(indexes.oid), format(' ON %I.%I ', current_schema(), name), format(' ON %I.%I ', $2::text, name)) as statement
  from pg_index as index
  join pg_class as indexes on indexes.oid = index.indexrelid
  where index.indrelid = tables.oid
    and not exists (select from pg_constraint where conindid = indexes.oid and contype = 'x')
  union all
  select 2, constraints.conname, format('alter table %I.%I add constraint %I %s using index %I%s', $2::text, name, constraints.conname,
    case constraints.contype when 'p' then 'primary key' else 'unique' end, constraints.conname,
    case when constraints.condeferred then ' deferrable initially deferred' when constraints.condeferrable then ' deferrable' else '' end)
  from pg_constraint as constraints
  where constraints.conrelid = tables.oid
    and constraints.contype in ('p', 'u')
  union all
  select case constraints.contype when 'x' then 2 else 3 end, constraints.conname,
    format('alter table %I.%I add constraint %I %s', $2::text, name, constraints.conname, pg_get_constraintdef(constraints.oid))
  from pg_constraint as constraints
  where constraints.conrelid = tables.oid
    and constraints.contype in ('x', 'f')
) as steps
order by step = 3, n, step, called;
