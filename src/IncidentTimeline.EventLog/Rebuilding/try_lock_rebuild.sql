-- Whether this session is the one that rebuilds projections of this log, until it says that it ended or is gone.
select pg_try_advisory_lock(hashtextextended('incident-timeline rebuild of ' || current_schema(), 0));
