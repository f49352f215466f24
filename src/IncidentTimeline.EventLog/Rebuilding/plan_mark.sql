-- The statement that says of which log a copy is: one that another log left behind is none to go back to.
-- $1 schema text, $2 projection text
select format('update %I.checkpoints set log = %s where projection = %L', $1::text, to_regclass('events')::oid, $2::text);
