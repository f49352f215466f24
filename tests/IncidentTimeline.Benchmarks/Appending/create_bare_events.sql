-- The log's columns, checks and indexes, without its triggers: what a row costs anybody.
create table bare_events (like events including all);
