-- A notification that carries as much as the log's own.
select pg_notify('timeline_bench', '1234567');
