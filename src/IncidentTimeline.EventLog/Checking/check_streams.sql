-- Streams whose version is not that of their last event, 0 standing for none; the first of them, each with how many there are in all.
-- $1 limit int
select coalesce(streams.stream_id, lasts.stream_id) as stream_id,
  coalesce(streams.version, 0) as version,
  coalesce(lasts.version, 0) as last_version,
  count(*) over () as total
from streams
full join (
  select stream_id, max(stream_version) as version
  from events
  group by stream_id
) as lasts on lasts.stream_id = streams.stream_id
where streams.version is distinct from lasts.version
order by 1
limit $1;
