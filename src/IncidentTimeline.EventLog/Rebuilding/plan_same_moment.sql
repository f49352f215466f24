-- The statement by which another transaction sees what the one sees that exported a snapshot.
-- $1 snapshot text
select format('set transaction snapshot %L', $1::text);
