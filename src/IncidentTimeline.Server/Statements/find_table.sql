-- The table that "statements" is now.
select 'statements'::regclass::oid;
