-- The planner's statistics of the whole database, which no backup holds.
analyze;
