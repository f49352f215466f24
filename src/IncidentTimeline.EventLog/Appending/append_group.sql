-- Records a group of appends in one transaction, each with its own verdict, as if they had come one after the other.
-- No event id may occur twice among $8. One statement, so that nobody holds the head lock across a round trip to us.
-- $1 streams_touched text[], $2 append_streams int[], $3 append_expected bigint[], $4 append_counts int[],
-- $5 event_appends int[], $6 event_indexes int[], $7 event_stream_ids text[], $8 event_ids uuid[], $9 event_types text[],
-- $10 event_schema_versions int[], $11 event_data json[], $12 event_metadata json[]
select verdict, first_position, last_position, version, event_id
from append_group($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);
