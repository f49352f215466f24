-- The schema that the search path names first, whether it is there, whether it holds a log or a part of one, and the server's major
-- version. Always one row.
select
  wanted,
  exists (select from pg_namespace where nspname = wanted),
  exists (
    select
    from pg_class as tables
    join pg_namespace as schemas on schemas.oid = tables.relnamespace
    where schemas.nspname = wanted
      and tables.relname in ('events', 'streams', 'log_head', 'checkpoints', 'migrations')
  ),
  current_setting('server_version_num')::int / 10000
from (select (parse_ident(split_part(current_setting('search_path'), ',', 1)))[1] as wanted) as path;
