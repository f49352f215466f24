-- Subscriptions with where they stand, by name.
-- $1 name text or null for all, $2 owner text or null for everybody's, $3 after name text, $4 limit int
select s.name, s.owner, s.filter, s.start, s.starts_after, s.attempts_max, s.retention_days, s.is_paused, s.created_at,
  coalesce(window_.first - 1, s.read_to) as position, s.read_to, h.position as head, window_.waiting, window_.leased, window_.held, window_.parked,
  s.last_delivered_at, s.last_error, s.last_error_position, s.last_error_at, s.kept_since
from subscriptions s
cross join log_head h
cross join lateral (
  select min(e.position) as first,
    -- A lease that ran out holds nothing up any more, though nobody has come for the event yet.
    count(*) filter (where e.state = 'waiting' or (e.state = 'leased' and e.leased_until <= clock_timestamp())) as waiting,
    count(*) filter (where e.state = 'leased' and e.leased_until > clock_timestamp()) as leased,
    count(*) filter (where e.state = 'held') as held,
    count(*) filter (where e.state = 'parked') as parked
  from subscription_events e
  where e.subscription = s.subscription
) as window_
where ($1::text is null or s.name = $1) and ($2::text is null or s.owner = $2) and s.name > $3
order by s.name
limit $4;
