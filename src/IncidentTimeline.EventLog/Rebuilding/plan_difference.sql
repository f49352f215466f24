-- The statement that finds some rows that only one of two copies of a table has.
-- $1 in_use text, $2 rebuilt text, $3 table text, $4 left_out text[], $5 rows_max int (of each side)
select format(
    '(select false, line from (select row(%1$s)::text as line from %2$I.%4$I except all select row(%1$s)::text from %3$I.%4$I) as gone order by line limit %5$s)
     union all
     (select true, line from (select row(%1$s)::text as line from %3$I.%4$I except all select row(%1$s)::text from %2$I.%4$I) as come order by line limit %5$s)',
    string_agg(format('%I', columns.attname), ', ' order by columns.attnum), $1::text, $2::text, $3::text, $5::int)
from pg_attribute as columns
join pg_class as tables on tables.oid = columns.attrelid
join pg_namespace as schemas on schemas.oid = tables.relnamespace
where schemas.nspname = $1::text
  and tables.relname = $3::text
  and columns.attnum > 0
  and not columns.attisdropped
  and columns.attname <> all ($4::text[]);
