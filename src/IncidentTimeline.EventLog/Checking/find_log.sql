-- Whether the search path reaches a log.
select to_regclass('events') is not null
  and to_regclass('streams') is not null
  and to_regclass('log_head') is not null
  and to_regclass('checkpoints') is not null
  and to_regclass('migrations') is not null;
