-- The indexes of this schema's tables that are kept and used.
select indexes.relname::text
from pg_index as index
join pg_class as indexes on indexes.oid = index.indexrelid
where indexes.relnamespace = current_schema()::regnamespace
  and index.indisvalid
  and index.indisready
order by indexes.relname;
