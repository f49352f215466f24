-- How many bytes a document and its text have, without reading either.
-- $1 sha256 bytea
select octet_length(bytes)::bigint + octet_length(content)
from documents
where sha256 = $1;
