-- Rows by their primary key.
-- $1 positions bigint[]
select position, data
from events
where position = any ($1);
