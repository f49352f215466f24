-- Keeps a document's bytes under their SHA-256. Never replaces: the same hash is the same bytes.
-- $1 sha256 bytea, $2 bytes bytea, $3 content text
insert into documents (sha256, bytes, content)
values ($1, $2, $3)
on conflict (sha256) do nothing;
