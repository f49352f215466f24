-- Projections that have not applied the whole log yet.
select count(*)
from checkpoints c
where c.position < (select h.position from log_head h where h.is_head);
