-- What a role may do with each table of this schema, by whatever way: "update" for all of it, "update (data)" for one column; all of it
-- for a superuser. No row where there is no such role.
-- $1 role text
select tables.relname::text, array(
    select privilege
    from unnest(array['select', 'insert', 'update', 'references', 'delete', 'truncate', 'trigger']) as privilege
    where has_table_privilege(roles.oid, tables.oid, privilege)
    union all
    select format('%s (%s)', privilege, columns.attname)
    from unnest(array['select', 'insert', 'update', 'references']) as privilege
    join pg_attribute as columns on columns.attrelid = tables.oid and columns.attnum > 0 and not columns.attisdropped
    where not has_table_privilege(roles.oid, tables.oid, privilege)
      and has_column_privilege(roles.oid, tables.oid, columns.attnum, privilege)
  ) as privileges
from pg_class as tables
join pg_roles as roles on roles.rolname = $1
where tables.relnamespace = current_schema()::regnamespace
  and tables.relkind = 'r'
order by tables.relname;
