-- Whether the log ever had a key, whatever became of it.
select exists (select from api_keys);
