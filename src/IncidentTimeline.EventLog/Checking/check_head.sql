-- The head beside the events as they lie in the table. Always one row; the head's columns are null where its row is gone.
select head.position as head_position,
  last.position as last_position,
  last.events,
  coalesce(head.recorded_at < last.recorded_at, false) as is_time_behind
from (
  select count(*) as events, coalesce(max(position), 0) as position, max(recorded_at) as recorded_at
  from events
) as last
left join log_head as head on head.is_head;
