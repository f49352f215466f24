-- The text that quotations are found in.
-- $1 sha256 bytea
select content
from documents
where sha256 = $1;
