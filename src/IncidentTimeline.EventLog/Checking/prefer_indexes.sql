-- From here on this transaction reads by index where there is one. Without just-in-time compilation: what is switched off counts as
-- so dear that every statement would be compiled, 0.7 s each.
select set_config('enable_seqscan', 'off', true),
  set_config('enable_sort', 'off', true),
  set_config('enable_indexscan', 'on', true),
  set_config('enable_indexonlyscan', 'on', true),
  set_config('enable_bitmapscan', 'off', true),
  set_config('jit', 'off', true);
