-- Stops deliveries, or lets them go on.
-- $1 subscription bigint, $2 is_paused boolean
update subscriptions set is_paused = $2 where subscription = $1;
