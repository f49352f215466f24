-- Rows that count now and are not past exactly from the next plain state of their track on.
select distinct own.position
from statements own
cross join lateral (
  select min(latest) as latest
  from statements
  where question = own.question
    and track = own.track
    and known_to = 9223372036854775807
    and track <> 0
    and is_plain
    and latest > own.latest
) next
where own.known_to = 9223372036854775807
  and own.next_latest is distinct from next.latest
limit 1000;
