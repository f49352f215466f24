-- How far the projection got; it gets no further before this transaction ends.
-- $1 projection text
select position
from checkpoints
where projection = $1::text
for update;
