-- The bytes as they were captured.
-- $1 sha256 bytea
select bytes
from documents
where sha256 = $1;
