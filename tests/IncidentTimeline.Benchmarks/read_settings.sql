-- What decides whether an acknowledged commit is kept, and which server it is.
select
  current_setting('server_version'),
  current_setting('fsync'),
  current_setting('synchronous_commit'),
  current_setting('full_page_writes'),
  current_setting('shared_buffers');
