-- From here on this session reads the log in the order it lies in: sorting half a million payloads goes by way of the disk, and a planner
-- without statistics would do so.
select set_config('enable_sort', 'off', false);
