-- The epochs of the log (ADR 0016): the parts of its history between failovers and restores. Where a database goes on that lacks the last
-- events of another, positions are given out again, to other events; who followed the other one is told by its epoch.
-- Row layout as in 0001.
create table epochs (
  after_position    bigint      not null,  -- the last position that it found there
  begun_at          timestamptz not null,
  system_identifier bigint      not null,  -- of the PostgreSQL cluster
  epoch             uuid        not null,  -- random: a log that is restored twice would give out a number twice
  number            int         not null,  -- 1, 2, 3 … of this log
  timeline          int         not null,  -- of the cluster's write-ahead log: another after each promotion and each recovery to a moment
  constraint epochs_number primary key (number),
  constraint epochs_epoch unique (epoch),
  constraint epochs_number_min check (number >= 1),
  constraint epochs_after_position_min check (after_position >= 0)
);
grant select, insert on epochs to timeline_service;

-- Called on each connection before the first append there. Begins an epoch where the database is another than that of the last one, or
-- where the caller knows that it is; else it answers with the last one. Under the head lock, so that an epoch begins exactly behind
-- what was recorded before, once, whoever else asks; a standby refuses that lock, and so this.
-- The timeline is asked of the write-ahead log itself: the control file names the old one until the first checkpoint after a promotion.
create function begin_epoch(is_another boolean) returns uuid language plpgsql volatile as $$
declare
  head       bigint;
  last       epochs;
  identifier bigint;
  line       int;
begin
  select h.position into head from log_head h where h.is_head for update;
  identifier := (select s.system_identifier from pg_control_system() s);
  line := ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int;

  select e.* into last from epochs e order by e.number desc limit 1;
  if found and not is_another and last.system_identifier = identifier and last.timeline = line then
    return last.epoch;
  end if;

  -- What was recorded before there were epochs belongs to the first.
  insert into epochs as e (after_position, begun_at, system_identifier, epoch, number, timeline)
  values (case when last.number is null then 0 else head end, clock_timestamp(), identifier, gen_random_uuid(), coalesce(last.number, 0) + 1, line)
  returning e.* into last;
  return last.epoch;
end
$$;
