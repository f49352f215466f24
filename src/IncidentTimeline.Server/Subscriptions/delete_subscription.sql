-- With all that it was told.
-- $1 subscription bigint
delete from subscriptions where subscription = $1;
