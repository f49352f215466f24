-- The functions of this schema, with their text as it was given.
select proname::text, prosrc
from pg_proc
where pronamespace = current_schema()::regnamespace
order by proname;
