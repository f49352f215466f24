-- Where these events are.
-- $1 event ids uuid[]
select event_id, position
from events
where event_id = any ($1);
