-- This transaction's moment, for others to read at; the log's schema, its last position, and the server's major version.
select pg_export_snapshot(), current_schema()::text, (select position from log_head where is_head), current_setting('server_version_num')::int / 10000;
