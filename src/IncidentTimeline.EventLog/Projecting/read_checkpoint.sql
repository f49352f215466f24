-- How far the projection got, or no row if it never ran.
-- $1 projection text
select position
from checkpoints
where projection = $1;
