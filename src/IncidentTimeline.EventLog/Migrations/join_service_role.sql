-- Lets this login act as the service role. It takes the right to make roles, from PostgreSQL 16 on the admin option on this one, which whoever made it has.
grant timeline_service to current_user;
