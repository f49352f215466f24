-- As move_checkpoint.sql, and only where the log holds the last of the events that are applied with it: after a failover or a restore,
-- events of the other history may still be under way in a process that has not noticed yet.
-- $1 projection text, $2 from_position bigint, $3 to_position bigint, $4 event_id uuid, $5 recorded_at timestamptz
update checkpoints
set position = $3
where projection = $1
  and position = $2
  and exists (select from events where events.position = $3 and events.event_id = $4 and events.recorded_at = $5);
