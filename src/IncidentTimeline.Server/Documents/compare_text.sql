-- Whether a text is the one that was kept with a document; no row where none was.
-- $1 sha256 bytea, $2 content text
select content = $2
from documents
where sha256 = $1;
