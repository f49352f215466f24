-- Rows as they lie in the tables. For prefer_tables.sql.
select (select count(*) from events) as events, (select count(*) from streams) as streams;
