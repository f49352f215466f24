-- The hashes of documents computed anew, from the bytes and the text as they are stored.
-- $1 sha256 bytea[]
select sha256, sha256(bytes), octet_length(bytes), sha256(convert_to(content, 'UTF8'))
from documents
where sha256 = any ($1);
