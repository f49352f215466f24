-- The indexes of this schema's tables that are kept and used, each as PostgreSQL words it, without the schema.
select
  indexes.relname::text,
  format('index %s: %s', indexes.relname, replace(pg_get_indexdef(indexes.oid), format(' ON %I.', current_schema()), ' ON '))
from pg_index as index
join pg_class as indexes on indexes.oid = index.indexrelid
where indexes.relnamespace = current_schema()::regnamespace
  and index.indisvalid
  and index.indisready
order by indexes.relname;
