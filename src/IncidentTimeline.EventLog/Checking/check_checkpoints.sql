-- Projections that claim to have applied more than there is.
-- $1 last position bigint
select projection, position
from checkpoints
where position > $1
order by projection;
