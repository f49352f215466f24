-- From here on this session sorts in memory what an index of half a million rows takes: 256 MB, twice where two are built at a time.
select set_config('maintenance_work_mem', '256MB', false);
