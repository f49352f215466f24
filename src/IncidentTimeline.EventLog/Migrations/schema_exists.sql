-- Whether the schema is there. Asked first, because "create schema if not exists" wants the right to create even when it is.
-- $1 schema text
select exists (select from pg_namespace where nspname = $1);
