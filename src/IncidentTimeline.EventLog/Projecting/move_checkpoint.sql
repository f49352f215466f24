-- Compare-and-set. No row is touched if another runner moved it; a runner under way is waited for, by its row lock.
-- $1 projection text, $2 from_position bigint, $3 to_position bigint
update checkpoints
set position = $3
where projection = $1
  and position = $2;
