-- Captured documents: frozen bytes beside the log, for they may pass the limit of an event. Named by their SHA-256, so
-- that the log's DocumentCaptured event and the bytes prove each other.

create table documents (
  stored_at timestamptz not null default clock_timestamp(),
  sha256    bytea       not null,
  content   text        not null,  -- what quotations are found in: the bytes as text, or a person's transcription
  bytes     bytea       not null,
  constraint documents_sha256 primary key (sha256),
  constraint documents_sha256_is_of_bytes check (sha256 = sha256(bytes)),
  constraint documents_bytes_max check (octet_length(bytes) <= 33554432)
);

create function refuse_change_of_documents() returns trigger language plpgsql as $$
begin
  raise exception '% of documents refused: a captured document is frozen', tg_op
    using errcode = 'IT001', hint = 'Capture another version.';
end
$$;

create trigger documents_are_frozen
  before update or delete or truncate on documents
  for each statement execute function refuse_change_of_documents();
alter table documents enable always trigger documents_are_frozen;

grant select, insert on documents to timeline_service;
