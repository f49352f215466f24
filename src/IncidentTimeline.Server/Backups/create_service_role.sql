-- The role that serves, unless there is one: a role is no part of a database, and so of no backup.
do $$
begin
  if not exists (select from pg_roles where rolname = 'timeline_service') then
    create role timeline_service nologin;
  end if;
end
$$;
