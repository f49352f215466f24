-- The statements that put rebuilt tables in the place of those in use, which become the previous ones; what was previous goes.
-- Indexes, constraints and identities move with their table.
-- $1 tables text[], $2 in_use text, $3 rebuilt text, $4 previous text, $5 projection text, $6 position bigint
select statement
from (
  select 1 as step, 0 as n, format('drop table if exists %s', string_agg(format('%I.%I', $4::text, name), ', ')) as statement
  from unnest($1::text[]) as wanted (name)
  union all
  select step, n, statement
  from unnest($1::text[]) with ordinality as wanted (name, n)
  cross join lateral (
    values
      (2, format('alter table %I.%I set schema %I', $2::text, name, $4::text)),
      (3, format('alter table %I.%I set schema %I', $3::text, name, $2::text))
  ) as moves (step, statement)
  union all
  select 4, 0, format('delete from %I.checkpoints where projection = %L', $4::text, $5::text)
  union all
  select 5, 0, format('insert into %I.checkpoints (projection, position, log) values (%L, %s, %s)', $4::text, $5::text, $6::bigint, to_regclass('events')::oid)
  union all
  select 6, 0, format('delete from %I.checkpoints where projection = %L', $3::text, $5::text)
) as statements
order by step, n;
