-- The constraints of this schema's tables that hold for every row. Not-null ones are left out: only newer versions of PostgreSQL list them.
select conname::text
from pg_constraint
where connamespace = current_schema()::regnamespace
  and contype in ('p', 'u', 'c', 'f', 'x')
  and convalidated
order by conname;
