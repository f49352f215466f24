-- Stored documents whose capture no event records, whether each is intact, and how many there are in all.
-- $1 limit int
select sha256, sha256 = sha256(bytes), count(*) over () as total
from documents
where not exists (
  select
  from events
  where events.stream_id = 'document-' || encode(documents.sha256, 'hex')
    and events.stream_version = 1
)
order by sha256
limit $1;
