-- From which position on each key is held up by something parked.
-- $1 subscription bigint
select key, position from subscription_holds where subscription = $1;
