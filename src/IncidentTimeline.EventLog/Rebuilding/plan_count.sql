-- The statement that counts a table's rows and adds up a hash of each, over the columns that are compared: equal sums, equal rows,
-- whatever their order.
-- $1 schema text, $2 table text, $3 left_out text[]
select format('select count(*), coalesce(sum(hashtextextended(row(%s)::text, 0)), 0)::text from %I.%I',
  string_agg(format('%I', columns.attname), ', ' order by columns.attnum), $1::text, $2::text)
from pg_attribute as columns
join pg_class as tables on tables.oid = columns.attrelid
join pg_namespace as schemas on schemas.oid = tables.relnamespace
where schemas.nspname = $1::text
  and tables.relname = $2::text
  and columns.attnum > 0
  and not columns.attisdropped
  and columns.attname <> all ($3::text[]);
