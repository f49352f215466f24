-- What tables are, apart from their rows: columns in their order, constraints, indexes, triggers, options and rights, each as PostgreSQL
-- words it, without the schema.
-- $1 schema text, $2 tables text[]
select line
from pg_class as tables
join pg_namespace as schemas on schemas.oid = tables.relnamespace
cross join lateral (
  select format('column %s %I of %I: %s %s %s%s %s', row_number() over (order by attnum), attname, tables.relname, format_type(atttypid, atttypmod),
    case when attnotnull then 'not null' else '' end, attidentity, attgenerated, replace(coalesce(pg_get_expr(adbin, adrelid), ''), format('%I.', $1::text), '')) as line
  from pg_attribute
  left join pg_attrdef on adrelid = attrelid and adnum = attnum
  where attrelid = tables.oid
    and attnum > 0
    and not attisdropped
  union all
  select format('constraint %I of %I: %s', conname, tables.relname, replace(pg_get_constraintdef(oid), format('%I.', $1::text), ''))
  from pg_constraint
  where conrelid = tables.oid
    and contype in ('p', 'u', 'c', 'f', 'x')
  union all
  select format('index of %I: %s', tables.relname, replace(pg_get_indexdef(indexrelid), format(' ON %I.', $1::text), ' ON '))
  from pg_index
  where indrelid = tables.oid
  union all
  select format('trigger of %I: %s', tables.relname, replace(pg_get_triggerdef(oid), format(' ON %I.', $1::text), ' ON '))
  from pg_trigger
  where tgrelid = tables.oid
    and not tgisinternal
  union all
  select format('options of %I: %s', tables.relname, array_to_string(tables.reloptions, ', '))
  where tables.reloptions is not null
  union all
  select format('right of %s to %I: %s', grantee::regrole, tables.relname, privilege_type)
  from aclexplode(tables.relacl)
  where grantee <> tables.relowner
) as lines
where schemas.nspname = $1::text
  and tables.relname = any ($2::text[])
order by line;
