-- The facts that have something to show on these regions at K, P and T, with the members of their clusters.
-- A row is past by T, by K or by P; it is found by whichever of the three it is not past by. None is past by K now, nor by P where no P is asked for.
-- $1 regions int[], $2 K bigint, $3 P bigint, $4 T bigint, $5 T in steps bigint, $6 P in steps bigint, $7 is K the latest boolean
with hits as materialized (
  select distinct found.position, found.incident, found.is_plain
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
    union all
    select position, question, value, incident, region, is_plain
    from statements
    where known_span @> (r.region::bigint << 37) + $2
      and not $7
      and known_from <= $2
      and known_to > $2
      and reported <= $3
      and earliest <= $4
      and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest)
    union all
    select position, question, value, incident, region, is_plain
    from statements
    where reported_span @> (r.region::bigint << 37) + $6
      and $3 < 9223372036854775807
      and known_from <= $2
      and known_to > $2
      and reported <= $3
      and earliest <= $4
      and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest)
  ) found
)
select position, incident
from hits
union all
select member.position, null
from fact_clusters own
join fact_clusters member on member.cluster = own.cluster
where own.position in (select position from hits where not is_plain)
  and member.position <= $2;
