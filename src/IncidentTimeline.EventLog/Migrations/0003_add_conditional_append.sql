-- The third way into the log: an append that is recorded only if nothing of certain types was recorded after a position. It is
-- for decisions, which are rare; facts go the ways of 0002, untouched. Judged in this order: are its event ids known
-- (as in append_group), was it overtaken (overtaken, with the position of the last that did), then as append_group judges.
-- Volatile, with the head lock in a statement of its own, for the reasons given in 0002.
create function append_unless(
  read_up_to       bigint,
  types            text[],
  streams_touched  text[],
  append_streams   int[],
  append_expected  bigint[],
  append_counts    int[],
  event_appends    int[],
  event_indexes    int[],
  event_stream_ids text[],
  event_ids        uuid[],
  event_types      text[],
  event_schema_versions int[],
  event_data       json[],
  event_metadata   json[]
) returns table (
  verdict        text,
  first_position bigint,
  last_position  bigint,
  version        bigint,
  event_id       uuid
) language plpgsql volatile set enable_seqscan = off as $$
#variable_conflict use_column
declare
  overtaker bigint;
begin
  perform from log_head h where h.is_head for update;

  if not exists (
    select from unnest(event_ids) as given (id)
    where (select e.position from events e where e.event_id = given.id) is not null
  ) then
    -- From the head backwards: a decider is at most some events behind it.
    select e.position into overtaker
    from events e
    where e.position > read_up_to
      and e.type = any (types)
    order by e.position desc
    limit 1;

    if found then
      return query select 'overtaken'::text, overtaker, overtaker, 0::bigint, null::uuid;
      return;
    end if;
  end if;

  return query select * from append_group(
    streams_touched, append_streams, append_expected, append_counts, event_appends, event_indexes,
    event_stream_ids, event_ids, event_types, event_schema_versions, event_data, event_metadata);
end
$$;
