-- One migrator at a time in this database, until the transaction ends.
select pg_advisory_xact_lock(hashtextextended('incident-timeline migrations', 0));
