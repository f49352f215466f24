-- The statements that make the schemas of copies where they are missing, each with its own checkpoints: those of a projector, and the
-- identity of the log that they count in. A schema that is there is not made again, for that would take a right that its owner may lack.
-- $1 schemas text[]
select statement
from unnest($1::text[]) with ordinality as wanted (schema, n)
cross join lateral (
  select 1 as step, format('create schema %I', schema) as statement
  where not exists (select from pg_namespace where nspname = schema)
  union all
  select 2, format('create table if not exists %I.checkpoints (position bigint not null default 0, projection text not null primary key, log oid)', schema)
) as steps
order by n, step;
