-- Makes room for what is said of a region now.
-- $1 region text
delete from power_cuts
where region = $1;
