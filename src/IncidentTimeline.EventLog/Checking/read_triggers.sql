-- The triggers of this schema's tables, with when and how they fire (pg_trigger.tgtype, tgenabled) and what they call.
select trigger.tgname::text, tables.relname::text, trigger.tgtype::int, trigger.tgenabled::text, functions.proname::text
from pg_trigger as trigger
join pg_class as tables on tables.oid = trigger.tgrelid
join pg_proc as functions on functions.oid = trigger.tgfoid
where tables.relnamespace = current_schema()::regnamespace
  and not trigger.tgisinternal
order by trigger.tgname;
