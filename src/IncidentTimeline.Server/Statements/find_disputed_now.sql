-- The facts of the questions that are answered in more than one way now: nothing later is known, and no publication time is asked for, with the members of their clusters.
-- $1 regions int[], $2 K bigint, $3 P bigint, $4 T bigint, $5 T in steps bigint
with visible as materialized (
  select distinct found.position, found.question, found.value, found.incident, found.is_plain
  from unnest($1) as r (region)
  cross join lateral (
  select position, question, value, incident, region, is_plain
    from statements
    where time_span @> (r.region::bigint << 37) + $5
      and known_from <= $2
      and known_to > $2
      and reported <= $3
      and earliest <= $4
      and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest)
  ) found
), hits as materialized (
  select position, incident, question, is_plain
  from visible
  where question in (select question from visible group by question having count(distinct value) > 1)
)
select position, incident, question
from hits
union all
select member.position, null, null
from fact_clusters own
join fact_clusters member on member.cluster = own.cluster
where own.position in (select position from hits where not is_plain)
  and member.position <= $2;
