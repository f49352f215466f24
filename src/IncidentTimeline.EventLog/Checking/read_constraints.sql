-- The constraints of this schema's tables that hold for every row, each as PostgreSQL words it. Not-null ones are left out: only newer
-- versions of PostgreSQL list them.
select
  constraints.conname::text,
  format('constraint %s on %s: %s', constraints.conname, tables.relname, pg_get_constraintdef(constraints.oid))
from pg_constraint as constraints
join pg_class as tables on tables.oid = constraints.conrelid
where constraints.connamespace = current_schema()::regnamespace
  and constraints.contype in ('p', 'u', 'c', 'f', 'x')
  and constraints.convalidated
order by constraints.conname;
