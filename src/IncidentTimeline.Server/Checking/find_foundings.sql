-- Where each of these streams begins; no row for one that never did.
-- $1 streams text[]
select stream_id, min(position)
from events
where stream_id = any ($1)
  and stream_version = 1
group by stream_id;
