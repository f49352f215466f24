-- How many bytes the text of a document has, without reading it.
-- $1 sha256 bytea
select octet_length(content)::bigint
from documents
where sha256 = $1;
