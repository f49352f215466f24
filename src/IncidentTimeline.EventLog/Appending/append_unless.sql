-- Records one append unless something of certain types was recorded after a position; then its verdict is overtaken.
-- One statement, so that nobody holds the head lock across a round trip to us.
-- $1 read_up_to bigint, $2 types text[], then the parameters of append_group.sql, for one append:
-- $3 streams_touched text[], $4 append_streams int[], $5 append_expected bigint[], $6 append_counts int[],
-- $7 event_appends int[], $8 event_indexes int[], $9 event_stream_ids text[], $10 event_ids uuid[], $11 event_types text[],
-- $12 event_schema_versions int[], $13 event_data json[], $14 event_metadata json[]
select verdict, first_position, last_position, version, event_id
from append_unless($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14);
