-- Rows that each index leads to, beside the name of its table. For prefer_indexes.sql: the order asked for chooses the index.
select 'events', 'events_position', (select count(*) from (select position from events order by position) as by_index)
union all
select 'events', 'events_event_id', (select count(*) from (select event_id from events order by event_id) as by_index)
union all
select 'events', 'events_stream_version', (select count(*) from (select stream_id, stream_version from events order by stream_id, stream_version) as by_index)
union all
select 'events', 'events_recorded_at', (select count(*) from (select recorded_at, position from events order by recorded_at, position) as by_index)
union all
select 'streams', 'streams_stream_id', (select count(*) from (select stream_id from streams order by stream_id) as by_index);
