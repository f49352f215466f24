-- The functions of this schema: text as it was given, language, volatility (pg_proc.provolatile), whether each runs with its owner's
-- rights, and its settings.
select functions.proname::text, functions.prosrc, languages.lanname::text, functions.provolatile::text, functions.prosecdef, array_to_string(functions.proconfig, ' ')
from pg_proc as functions
join pg_language as languages on languages.oid = functions.prolang
where functions.pronamespace = current_schema()::regnamespace
order by functions.proname;
