-- Events after a position, in log order, as a check reads them: versions that no reader could hold are left to check_versions.sql.
-- $1 after bigint, $2 limit int
select position, stream_id, stream_version, event_id, type, schema_version, data, metadata, recorded_at
from events
where position > $1
  and stream_version >= 1
order by position
limit $2;
