-- What a subscription had been told by an instant, with what had been said of it by then.
-- $1 subscription bigint, $2 known_at timestamptz, $3 after delivery bigint, $4 limit int
select d.delivery, d.position, e.event_id, e.type, d.attempt, d.delivered_at, d.lease, d.worker,
  case when d.outcome_at <= $2 then d.outcome end as outcome,
  case when d.outcome_at <= $2 then d.outcome_at end as outcome_at,
  case when d.outcome_at <= $2 then d.error end as error
from deliveries d
left join events e on e.position = d.position
where d.subscription = $1 and d.delivered_at <= $2 and d.delivery > $3
order by d.delivery
limit $4;
