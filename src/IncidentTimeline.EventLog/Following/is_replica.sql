-- Whether the database is a standby, which only reads.
select pg_is_in_recovery();
