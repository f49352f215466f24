-- The position of the last event; 0 for an empty log. Always one row.
select position
from log_head
where is_head;
