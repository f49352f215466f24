-- Begins an epoch where the database is another than that of the last one, or where $1 says that it is. Refused by a standby.
-- $1 is_another boolean
select begin_epoch($1);
