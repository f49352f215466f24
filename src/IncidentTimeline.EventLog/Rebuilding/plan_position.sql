-- The statement that says how far a projection got in one of the schemas; the search path may lead to another's checkpoints first.
-- $1 schema text, $2 projection text
select format('select position from %I.checkpoints where projection = %L', $1::text, $2::text);
