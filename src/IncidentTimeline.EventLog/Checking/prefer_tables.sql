-- From here on this transaction reads tables as they lie and sorts what it read, so that a damaged index cannot hide a row.
select set_config('enable_seqscan', 'on', true),
  set_config('enable_sort', 'on', true),
  set_config('enable_indexscan', 'off', true),
  set_config('enable_indexonlyscan', 'off', true),
  set_config('enable_bitmapscan', 'off', true),
  set_config('jit', 'off', true);
