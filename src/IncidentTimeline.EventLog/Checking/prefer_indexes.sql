-- From here on this transaction reads by index where there is one.
select set_config('enable_seqscan', 'off', true),
  set_config('enable_sort', 'off', true),
  set_config('enable_indexscan', 'on', true),
  set_config('enable_indexonlyscan', 'on', true),
  set_config('enable_bitmapscan', 'off', true);
