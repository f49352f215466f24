-- The two ways into the log: append_group for many appends at once, append_one for a lone append of one event.
-- Both give the verdicts that the appends would have got one after the other, in the order given.
--
-- Both are volatile and take the head lock in a statement of their own: under read committed each statement of a volatile
-- function looks anew, so everything after the lock sees what the former holder committed. In one SQL statement the reads
-- would keep the snapshot from before the wait, and two processes would hand out the same version.
-- Both run as the invoker: the service role's own rights are all they have.
-- enable_seqscan is off inside: their plans are kept for the life of a connection, and one made while the tables were
-- still tiny would read them whole long after they have grown.
--
-- An append is judged in this order: are its event ids known (already-appended, event-id-conflict), then does its
-- expected version hold (version-conflict), else it is appended. expected: -1 any, 0 no such stream, n exactly n.

-- One group. The caller sees to it that no event id occurs twice in it.
create function append_group(
  streams_touched      text[],    -- each stream of the group once
  append_streams       int[],     -- per append: which of streams_touched
  append_expected      bigint[],  -- per append
  append_counts        int[],     -- per append: number of its events
  event_appends        int[],     -- per event: which append
  event_indexes        int[],     -- per event: 0, 1, 2 … within its append
  event_stream_ids     text[],
  event_ids            uuid[],
  event_types          text[],
  event_schema_versions int[],
  event_data           json[],
  event_metadata       json[]
) returns table (
  verdict        text,
  first_position bigint,
  last_position  bigint,
  version        bigint,  -- of the last event; on a version conflict the actual version
  event_id       uuid     -- on an event id conflict: whose position first_position is
) language plpgsql volatile set enable_seqscan = off as $$
#variable_conflict use_column
declare
  head            bigint;
  head_before     bigint;
  appends         constant int := cardinality(append_streams);
  verdicts        text[];
  firsts          bigint[];
  lasts           bigint[];
  versions        bigint[];
  conflicting_ids uuid[];
  stream_versions bigint[];
  versions_before bigint[];
  stream          int;
  prior           record;
  recorded        timestamptz;
begin
  select h.position, h.recorded_at into head, recorded from log_head h where h.is_head for update;
  head_before := head;
  recorded := greatest(clock_timestamp(), recorded);

  verdicts := array_fill(null::text, array[appends]);
  firsts := array_fill(0::bigint, array[appends]);
  lasts := firsts;
  versions := firsts;
  conflicting_ids := array_fill(null::uuid, array[appends]);

  -- Scalar subqueries, here and below: the planner cannot turn them into a join that reads the whole table.
  if exists (
    select from unnest(event_ids) as given (id)
    where (select e.position from events e where e.event_id = given.id) is not null
  ) then
    for prior in
      with known as (
        select g.append, g.n, e.event_id, e.position, e.stream_version,
          e.stream_id = g.stream_id and e.type = g.type
            and e.schema_version = g.schema_version and e.data::text = g.data::text as is_same
        from unnest(event_appends, event_indexes, event_stream_ids, event_ids, event_types, event_schema_versions, event_data)
          as g (append, n, stream_id, id, type, schema_version, data)
        join events e on e.event_id = g.id
      )
      select k.append,
        count(*) = append_counts[k.append]
          and bool_and(k.is_same)
          and min(k.position - k.n) = max(k.position - k.n) as is_retry,
        min(k.position) as first, max(k.position) as last, max(k.stream_version) as version,
        (array_agg(k.event_id order by k.is_same, k.n))[1] as culprit,
        (array_agg(k.position order by k.is_same, k.n))[1] as culprit_position
      from known k
      group by k.append
    loop
      if prior.is_retry then
        verdicts[prior.append] := 'already-appended';
        firsts[prior.append] := prior.first;
        lasts[prior.append] := prior.last;
        versions[prior.append] := prior.version;
      else
        verdicts[prior.append] := 'event-id-conflict';
        firsts[prior.append] := prior.culprit_position;
        conflicting_ids[prior.append] := prior.culprit;
      end if;
    end loop;
  end if;

  stream_versions := array(
    select coalesce((select s.version from streams s where s.stream_id = t.stream_id), 0)
    from unnest(streams_touched) with ordinality as t (stream_id, n)
    order by t.n
  );
  versions_before := stream_versions;

  for i in 1 .. appends loop
    if verdicts[i] is null then
      stream := append_streams[i];
      if append_expected[i] >= 0 and append_expected[i] <> stream_versions[stream] then
        verdicts[i] := 'version-conflict';
        versions[i] := stream_versions[stream];
      else
        verdicts[i] := 'appended';
        firsts[i] := head + 1;
        head := head + append_counts[i];
        lasts[i] := head;
        stream_versions[stream] := stream_versions[stream] + append_counts[i];
        versions[i] := stream_versions[stream];
      end if;
    end if;
  end loop;

  if head > head_before then
    insert into events (position, stream_version, recorded_at, event_id, schema_version, stream_id, type, data, metadata)
    select
      firsts[g.append] + g.n,
      versions[g.append] - append_counts[g.append] + 1 + g.n,
      recorded, g.id, g.schema_version, g.stream_id, g.type, g.data, g.metadata
    from unnest(event_appends, event_indexes, event_stream_ids, event_ids, event_types, event_schema_versions, event_data, event_metadata)
      as g (append, n, stream_id, id, type, schema_version, data, metadata)
    where verdicts[g.append] = 'appended';

    insert into streams as s (stream_id, version)
    select t.stream_id, t.version
    from unnest(streams_touched, versions_before, stream_versions) as t (stream_id, version_before, version)
    where t.version > t.version_before
    on conflict (stream_id) do update set version = excluded.version;

    update log_head h set position = head, recorded_at = recorded where h.is_head;

    -- Wakes the followers; the position only, never data. The channel is named as the schema: one log, one channel.
    perform pg_notify(current_schema()::text, head::text);
  end if;

  return query select * from unnest(verdicts, firsts, lasts, versions, conflicting_ids);
end
$$;

-- A lone append of one event: the same judgement without the arrays, and with as few statements as will do, for each costs
-- a tenth of a bare insert. So the head moves in the statement that locks it, and moves back if nothing was recorded.
create function append_one(
  stream         text,
  expected       bigint,
  id             uuid,
  event_type     text,
  event_schema_version int,
  event_data     json,
  event_metadata json,
  out verdict        text,
  out first_position bigint,
  out last_position  bigint,
  out version        bigint,
  out event_id       uuid
) language plpgsql volatile set enable_seqscan = off as $$
#variable_conflict use_column
declare
  recorded timestamptz;
  prior    record;
begin
  update log_head h
  set position = h.position + 1, recorded_at = greatest(clock_timestamp(), h.recorded_at)
  where h.is_head
  returning h.position, h.recorded_at into first_position, recorded;

  select e.position, e.stream_version,
    e.stream_id = stream and e.type = event_type
      and e.schema_version = event_schema_version and e.data::text = event_data::text as is_same
  into prior
  from events e
  where e.event_id = id;

  if found then
    update log_head h set position = h.position - 1 where h.is_head;
    first_position := prior.position;
    last_position := prior.position;
    version := prior.stream_version;
    if prior.is_same then
      verdict := 'already-appended';
    else
      verdict := 'event-id-conflict';
      event_id := id;
    end if;
    return;
  end if;

  if expected < 0 then
    insert into streams as s (stream_id, version) values (stream, 1)
    on conflict (stream_id) do update set version = s.version + 1
    returning s.version into version;
  elsif expected = 0 then
    insert into streams as s (stream_id, version) values (stream, 1)
    on conflict (stream_id) do nothing
    returning s.version into version;
  else
    update streams s set version = s.version + 1
    where s.stream_id = stream and s.version = expected
    returning s.version into version;
  end if;

  if version is null then
    update log_head h set position = h.position - 1 where h.is_head;
    verdict := 'version-conflict';
    first_position := 0;
    last_position := 0;
    version := coalesce((select s.version from streams s where s.stream_id = stream), 0);
    return;
  end if;

  verdict := 'appended';
  last_position := first_position;
  insert into events (position, stream_version, recorded_at, event_id, schema_version, stream_id, type, data, metadata)
  values (first_position, version, recorded, id, event_schema_version, stream, event_type, event_data, event_metadata);
  perform pg_notify(current_schema()::text, first_position::text);
end
$$;
