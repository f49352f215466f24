-- The incidents that have something to show on each of these regions at K, P and T.
-- A row is past when it is so by T, by K and by P; it is found by whichever of the three it is not past by. What counts no longer is found by K.
-- $1 regions int[], $2 K bigint, $3 P bigint, $4 T bigint, $5 T in steps bigint, $6 P in steps bigint
select distinct found.region, found.incident
from unnest($1) as r (region)
cross join lateral (
  select * from statements where time_span @> (r.region::bigint << 37) + $5
  union all
  select * from statements where known_span @> (r.region::bigint << 37) + $2
  union all
  select * from statements where reported_span @> (r.region::bigint << 37) + $6 and $3 < 9223372036854775807
) found
where known_from <= $2
  and known_to > $2
  and reported <= $3
  and earliest <= $4
  and (next_known is null or $2 < next_known or $3 < next_reported or $4 < next_latest);
