-- The statements that give the copies in another schema the constraints that the tables have here, under the same names and on the
-- indexes that are there; checks they have already.
-- $1 tables text[], $2 schema text
select statement
from unnest($1::text[]) with ordinality as wanted (name, n)
join pg_class as tables on tables.relname = wanted.name and tables.relnamespace = (select oid from pg_namespace where nspname = current_schema())
cross join lateral (
  select 1 as step, constraints.conname as called, format('alter table %I.%I add constraint %I %s using index %I%s', $2::text, name, constraints.conname,
    case constraints.contype when 'p' then 'primary key' else 'unique' end, constraints.conname,
    case when constraints.condeferred then ' deferrable initially deferred' when constraints.condeferrable then ' deferrable' else '' end) as statement
  from pg_constraint as constraints
  where constraints.conrelid = tables.oid
    and constraints.contype in ('p', 'u')
  union all
  select case constraints.contype when 'x' then 1 else 2 end, constraints.conname,
    format('alter table %I.%I add constraint %I %s', $2::text, name, constraints.conname, pg_get_constraintdef(constraints.oid))
  from pg_constraint as constraints
  where constraints.conrelid = tables.oid
    and constraints.contype in ('x', 'f')
) as steps
order by step, n, called;
