-- Records a lone append of one event, with the verdict that append_group.sql would give it, without the cost of arrays.
-- $1 stream text, $2 expected bigint, $3 id uuid, $4 event_type text, $5 event_schema_version int, $6 event_data json, $7 event_metadata json
select verdict, first_position, last_position, version, event_id
from append_one($1, $2, $3, $4, $5, $6, $7);
