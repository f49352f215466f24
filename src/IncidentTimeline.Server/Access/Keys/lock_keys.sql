-- Held to the end of the transaction by whoever makes the first key: of two processes that start on an empty log, one makes it.
select pg_advisory_xact_lock(hashtextextended('timeline.api_keys', 0));
