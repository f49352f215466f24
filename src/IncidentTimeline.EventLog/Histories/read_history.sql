-- The head of the log, its epochs in their order, and whether it holds an event that was read from it: all at one moment. One row for each
-- epoch; one without an epoch where there is none yet. Position 0 is before every event, and always held.
-- $1 position bigint, $2 event_id uuid, $3 recorded_at timestamptz
select head.position, pg_is_in_recovery(),
  $1 = 0 or exists (select from events where events.position = $1 and events.event_id = $2 and events.recorded_at = $3),
  epochs.epoch, epochs.after_position, epochs.begun_at
from log_head as head
left join epochs on true
where head.is_head
order by epochs.number;
