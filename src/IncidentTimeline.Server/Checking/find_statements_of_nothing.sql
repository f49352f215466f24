-- Rows of the statement index for positions where the log has no event, or beyond the checkpoint.
select position
from (select position from fact_clusters union select position from statements) indexed
where position > coalesce((select position from checkpoints where projection = 'statements'), 0)
  or not exists (select from events where events.position = indexed.position)
limit 1000;
