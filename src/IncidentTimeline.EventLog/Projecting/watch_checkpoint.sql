-- How far the projection got, where the database is a standby, 0 if it never ran; no row where it takes writes.
-- $1 projection text
select coalesce((select position from checkpoints where projection = $1), 0)
where pg_is_in_recovery();
