-- Whether the tables of a projection are there, all of them, in each of some schemas.
-- $1 schemas text[], $2 tables text[]
select wanted.schema, count(tables.oid) = cardinality($2::text[]) as are_there
from unnest($1::text[]) as wanted (schema)
left join pg_namespace as schemas on schemas.nspname = wanted.schema
left join pg_class as tables on tables.relnamespace = schemas.oid and tables.relname = any ($2::text[])
group by wanted.schema;
