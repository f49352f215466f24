-- The record of what was migrated. Harmless when it exists; the caller holds the migration lock.
create table if not exists migrations (
  number     int         not null,
  applied_at timestamptz not null default now(),
  set_name   text        not null,
  name       text        not null,
  checksum   text        not null,  -- SHA-256 of the file: a shipped one is never edited
  constraint migrations_number primary key (set_name, number),
  constraint migrations_number_min check (number >= 1)
);
