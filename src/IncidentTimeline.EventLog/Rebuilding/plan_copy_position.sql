-- The statement that says how far a copy got that is one of this log.
-- $1 schema text, $2 projection text
select format('select position from %I.checkpoints where projection = %L and log = %s', $1::text, $2::text, to_regclass('events')::oid);
