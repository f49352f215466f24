-- From when on each subscription's deliveries are whole.
update subscriptions
set kept_since = clock_timestamp() - make_interval(days => retention_days)
where kept_since < clock_timestamp() - make_interval(days => retention_days);
