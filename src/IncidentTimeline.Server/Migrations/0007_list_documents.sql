-- All captures of documents under one key, so that they can be listed (IndexKey.Captured). What the index has taken gets it here, what comes later as it comes.
insert into decision_keys (key, position)
select 2953621512401250964, position
from events
where type in ('DocumentCaptured', 'DocumentVersionCaptured')
  and position <= (select position from checkpoints where projection = 'statements')
on conflict do nothing;
