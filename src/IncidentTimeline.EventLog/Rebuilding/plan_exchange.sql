-- The statements that exchange the tables in use and the previous ones, by way of a schema where no copies of them are.
-- $1 tables text[], $2 in_use text, $3 previous text, $4 way text, $5 projection text, $6 position bigint
select statement
from (
  select step, n, statement
  from unnest($1::text[]) with ordinality as wanted (name, n)
  cross join lateral (
    values
      (1, format('alter table %I.%I set schema %I', $2::text, name, $4::text)),
      (2, format('alter table %I.%I set schema %I', $3::text, name, $2::text)),
      (3, format('alter table %I.%I set schema %I', $4::text, name, $3::text))
  ) as moves (step, statement)
  union all
  select 4, 0, format('update %I.checkpoints set position = %s where projection = %L', $3::text, $6::bigint, $5::text)
) as statements
order by step, n;
