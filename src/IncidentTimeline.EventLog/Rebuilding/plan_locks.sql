-- The statements that make everybody else wait who keeps or reads a projection: checkpoints first, as a projector and a snapshot take them.
-- $1 tables text[], $2 schema text (of those in use)
select statement
from (
  select 0 as n, format('lock table %I.checkpoints in access exclusive mode', $2::text) as statement
  union all
  select n, format('lock table %I.%I in access exclusive mode', $2::text, name)
  from unnest($1::text[]) with ordinality as wanted (name, n)
) as locks
order by n;
