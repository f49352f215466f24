-- Until this transaction ends, no lock is waited for longer than this: whoever comes after us in the queue waits as long as we do.
-- $1 timeout text
select set_config('lock_timeout', $1::text, true);
