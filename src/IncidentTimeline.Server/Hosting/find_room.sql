-- How many more connections the server lets in, besides those that it keeps for superusers and others of its choice.
select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - coalesce(current_setting('reserved_connections', true), '0')::int
  - (select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())::int;
