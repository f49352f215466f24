-- The incidents that have something to show on each of these regions at any K, P and T.
-- $1 regions int[], $2 K bigint, $3 P bigint, $4 T bigint, $5 T in steps bigint, $6 P in steps bigint
select distinct found.region, found.incident
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
      and known_from <= $2
      and known_to > $2
      and reported <= $3
      and earliest <= $4
      and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest)
    union all
    select position, question, value, incident, region, is_plain
    from statements
    where reported_span @> (r.region::bigint << 37) + $6
      and known_from <= $2
      and known_to > $2
      and reported <= $3
      and earliest <= $4
      and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest)
) found;
