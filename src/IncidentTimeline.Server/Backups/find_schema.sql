-- The schema that the search path names first, whether it is there, and the server's major version. Always one row.
select wanted, exists (select from pg_namespace where nspname = wanted), current_setting('server_version_num')::int / 10000
from (select (parse_ident(split_part(current_setting('search_path'), ',', 1)))[1] as wanted) as path;
