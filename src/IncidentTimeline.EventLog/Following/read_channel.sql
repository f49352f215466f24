-- The channel on which this log's appends are announced: named as its schema.
select current_schema()::text;
