-- Those of these streams that were founded.
-- $1 streams text[]
select stream_id
from streams
where stream_id = any ($1);
