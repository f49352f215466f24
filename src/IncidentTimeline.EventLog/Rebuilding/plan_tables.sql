-- The statements that make empty copies of tables in another schema: columns, defaults, checks, storage and rights as they are here. Not
-- the indexes yet, which are built faster over rows that are there.
-- $1 tables text[], $2 schema text
select statement
from unnest($1::text[]) with ordinality as wanted (name, n)
join pg_class as tables on tables.relname = wanted.name and tables.relnamespace = (select oid from pg_namespace where nspname = current_schema())
cross join lateral (
  select 1 as step, format('create table %I.%I (like %I.%I including all excluding indexes)', $2::text, name, current_schema(), name) as statement
  union all
  select 2, format('alter table %I.%I set (%s)', $2::text, name, array_to_string(tables.reloptions, ', '))
  where tables.reloptions is not null
  union all
  select 3, format('grant %s on %I.%I to %I', rights.privilege_type, $2::text, name, roles.rolname)
  from aclexplode(tables.relacl) as rights
  join pg_roles as roles on roles.oid = rights.grantee
  where rights.grantee <> tables.relowner
  union all
  select 4, format('grant %s (%I) on %I.%I to %I', rights.privilege_type, columns.attname, $2::text, name, roles.rolname)
  from pg_attribute as columns
  cross join lateral aclexplode(columns.attacl) as rights
  join pg_roles as roles on roles.oid = rights.grantee
  where columns.attrelid = tables.oid
) as steps
order by n, step;
