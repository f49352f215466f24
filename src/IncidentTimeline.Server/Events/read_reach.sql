-- What the events of a range bear on, where that is more than they say themselves.
-- $1 after bigint, $2 up to and including bigint
select position, is_open, types, regions, incidents, sources, revised
from event_reach
where position > $1 and position <= $2
