-- A checkpoint before the first event, unless there is one.
-- $1 projection text
insert into checkpoints (projection)
values ($1)
on conflict (projection) do nothing;
