-- Lets another session rebuild projections of this log.
select pg_advisory_unlock(hashtextextended('incident-timeline rebuild of ' || current_schema(), 0));
