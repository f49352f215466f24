-- What a role may do with each table of this schema, by whatever way, even in one column only; all of it for a superuser.
-- No row where there is no such role.
-- $1 role text
select tables.relname::text, array_remove(array[
    case when has_any_column_privilege(roles.oid, tables.oid, 'select') then 'select' end,
    case when has_any_column_privilege(roles.oid, tables.oid, 'insert') then 'insert' end,
    case when has_any_column_privilege(roles.oid, tables.oid, 'update') then 'update' end,
    case when has_table_privilege(roles.oid, tables.oid, 'delete') then 'delete' end,
    case when has_table_privilege(roles.oid, tables.oid, 'truncate') then 'truncate' end
  ], null) as privileges
from pg_class as tables
join pg_roles as roles on roles.rolname = $1
where tables.relnamespace = current_schema()::regnamespace
  and tables.relkind = 'r'
order by tables.relname;
