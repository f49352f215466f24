-- API keys: who may come in by one, and as what. A key itself is never here, only its SHA-256, so that whoever reads the
-- table or a backup of it can come in by none. Rows stay for good: they say who the names in the log were.
-- Row layout: fixed-width columns first, then the variable ones.

create table api_keys (
  number              bigint      generated always as identity,
  created_at          timestamptz not null default clock_timestamp(),
  expires_at          timestamptz,
  revoked_at          timestamptz,
  last_used_at        timestamptz,
  requests_per_second int,
  burst               int,
  concurrent          int,
  body_bytes          int,
  prefix              text        not null,  -- the part of the key that may be shown, to recognise it by
  name                text        not null,  -- stamped on everything recorded with the key
  created_by          text        not null,
  revoked_by          text,
  sha256              bytea       not null,  -- of the whole key; 192 random bits are not guessed, so a fast hash does
  roles               text[]      not null,
  constraint api_keys_number primary key (number),
  constraint api_keys_prefix unique (prefix),
  constraint api_keys_prefix_form check (prefix ~ '^[a-z2-9]{8}$'),
  constraint api_keys_sha256_length check (octet_length(sha256) = 32),
  constraint api_keys_name_length check (char_length(name) between 1 and 64),
  constraint api_keys_roles check (cardinality(roles) >= 1 and roles <@ array['reporter', 'analyst', 'subscriber', 'auditor', 'admin']),
  constraint api_keys_revoked_by check ((revoked_at is null) = (revoked_by is null)),
  constraint api_keys_limits_min check (least(requests_per_second, burst, concurrent, body_bytes) >= 1)
) with (fillfactor = 70);

-- Whatever a program asks for: what a key is does not change, and a revocation is not taken back.
create function refuse_change_of_api_keys() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.revoked_at is null or (new.revoked_at, new.revoked_by) is not distinct from (old.revoked_at, old.revoked_by) then
      return new;
    end if;
  end if;
  raise exception '% of api_keys refused: a revocation stands, and keys stay for good', tg_op
    using errcode = 'IT001', hint = 'Create another key.';
end
$$;

create trigger api_keys_stay
  before update or delete on api_keys
  for each row execute function refuse_change_of_api_keys();
create trigger api_keys_are_not_truncated
  before truncate on api_keys
  for each statement execute function refuse_change_of_api_keys();
alter table api_keys enable always trigger api_keys_stay;
alter table api_keys enable always trigger api_keys_are_not_truncated;

grant select, insert on api_keys to timeline_service;
grant update (last_used_at, revoked_at, revoked_by) on api_keys to timeline_service;
