-- Whether a schema holds a log of its own, so that it is nobody's place for copies.
-- $1 schemas text[]
select exists (
  select
  from pg_class as tables
  join pg_namespace as schemas on schemas.oid = tables.relnamespace
  where schemas.nspname = any ($1::text[])
    and tables.relname = 'events'
);
