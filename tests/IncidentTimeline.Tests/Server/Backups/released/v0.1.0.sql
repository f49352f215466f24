--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: timeline; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA timeline;


--
-- Name: append_group(text[], integer[], bigint[], integer[], integer[], integer[], text[], uuid[], text[], integer[], json[], json[]); Type: FUNCTION; Schema: timeline; Owner: -
--

CREATE FUNCTION timeline.append_group(streams_touched text[], append_streams integer[], append_expected bigint[], append_counts integer[], event_appends integer[], event_indexes integer[], event_stream_ids text[], event_ids uuid[], event_types text[], event_schema_versions integer[], event_data json[], event_metadata json[]) RETURNS TABLE(verdict text, first_position bigint, last_position bigint, version bigint, event_id uuid)
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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


--
-- Name: append_one(text, bigint, uuid, text, integer, json, json); Type: FUNCTION; Schema: timeline; Owner: -
--

CREATE FUNCTION timeline.append_one(stream text, expected bigint, id uuid, event_type text, event_schema_version integer, event_data json, event_metadata json, OUT verdict text, OUT first_position bigint, OUT last_position bigint, OUT version bigint, OUT event_id uuid) RETURNS record
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
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


--
-- Name: refuse_change_of_documents(); Type: FUNCTION; Schema: timeline; Owner: -
--

CREATE FUNCTION timeline.refuse_change_of_documents() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception '% of documents refused: a captured document is frozen', tg_op
    using errcode = 'IT001', hint = 'Capture another version.';
end
$$;


--
-- Name: refuse_change_of_events(); Type: FUNCTION; Schema: timeline; Owner: -
--

CREATE FUNCTION timeline.refuse_change_of_events() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception '% of events refused: the log is append-only', tg_op
    using errcode = 'IT001', hint = 'Record a correction as another event.';
end
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: checkpoints; Type: TABLE; Schema: timeline; Owner: -
--

CREATE TABLE timeline.checkpoints (
    "position" bigint DEFAULT 0 NOT NULL,
    projection text NOT NULL,
    CONSTRAINT checkpoints_position_min CHECK (("position" >= 0)),
    CONSTRAINT checkpoints_projection_length CHECK (((char_length(projection) >= 1) AND (char_length(projection) <= 100)))
)
WITH (fillfactor='70');


--
-- Name: documents; Type: TABLE; Schema: timeline; Owner: -
--

CREATE TABLE timeline.documents (
    stored_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    sha256 bytea NOT NULL,
    content text NOT NULL,
    bytes bytea NOT NULL,
    CONSTRAINT documents_bytes_max CHECK ((octet_length(bytes) <= 33554432)),
    CONSTRAINT documents_sha256_is_of_bytes CHECK ((sha256 = sha256(bytes)))
);


--
-- Name: events; Type: TABLE; Schema: timeline; Owner: -
--

CREATE TABLE timeline.events (
    "position" bigint NOT NULL,
    stream_version bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    event_id uuid NOT NULL,
    schema_version integer NOT NULL,
    stream_id text NOT NULL,
    type text NOT NULL,
    data json NOT NULL,
    metadata json NOT NULL,
    CONSTRAINT events_bytes_max CHECK (((octet_length((data)::text) + octet_length((metadata)::text)) <= 262144)),
    CONSTRAINT events_position_min CHECK (("position" >= 1)),
    CONSTRAINT events_schema_version_min CHECK ((schema_version >= 1)),
    CONSTRAINT events_stream_id_length CHECK (((char_length(stream_id) >= 1) AND (char_length(stream_id) <= 200))),
    CONSTRAINT events_stream_version_min CHECK ((stream_version >= 1)),
    CONSTRAINT events_type_length CHECK (((char_length(type) >= 1) AND (char_length(type) <= 100)))
);


--
-- Name: fact_search; Type: TABLE; Schema: timeline; Owner: -
--

CREATE TABLE timeline.fact_search (
    "position" bigint NOT NULL,
    fact_id uuid NOT NULL,
    type text NOT NULL,
    incident text NOT NULL,
    publisher text NOT NULL,
    voice text NOT NULL,
    sources text[] NOT NULL,
    regions text[] NOT NULL,
    words tsvector NOT NULL
);


--
-- Name: log_head; Type: TABLE; Schema: timeline; Owner: -
--

CREATE TABLE timeline.log_head (
    "position" bigint NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    is_head boolean DEFAULT true NOT NULL,
    CONSTRAINT log_head_is_head CHECK (is_head),
    CONSTRAINT log_head_position_min CHECK (("position" >= 0))
)
WITH (fillfactor='10');


--
-- Name: migrations; Type: TABLE; Schema: timeline; Owner: -
--

CREATE TABLE timeline.migrations (
    number integer NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL,
    set_name text NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    CONSTRAINT migrations_number_min CHECK ((number >= 1))
);


--
-- Name: streams; Type: TABLE; Schema: timeline; Owner: -
--

CREATE TABLE timeline.streams (
    version bigint NOT NULL,
    stream_id text NOT NULL,
    CONSTRAINT streams_version_min CHECK ((version >= 1))
)
WITH (fillfactor='70');


--
-- Data for Name: checkpoints; Type: TABLE DATA; Schema: timeline; Owner: -
--

INSERT INTO timeline.checkpoints VALUES
	(10, 'fact-search');


--
-- Data for Name: documents; Type: TABLE DATA; Schema: timeline; Owner: -
--

INSERT INTO timeline.documents VALUES
	('2026-11-22 14:26:26.77385+00', '\xfb316d0d21f578ac2494afbb32875797b2bd0798cdb6321231191ed43e8efbd0', '№1 😀. Two drones fell over the oblast. Свет погас в трёх посёлках. Three, officials said later.', '\xe284963120f09f98802e2054776f2064726f6e65732066656c6c206f76657220746865206f626c6173742e20d0a1d0b2d0b5d18220d0bfd0bed0b3d0b0d18120d0b220d182d180d191d18520d0bfd0bed181d191d0bbd0bad0b0d1852e2054687265652c206f6666696369616c732073616964206c617465722e'),
	('2026-11-22 14:26:54.328486+00', '\x6e568e1f67fba258184c78181539e5e8fdee447e49bb706fc0ea34fbf12336a5', 'Power is back on the left bank.', '\xffd8ff');


--
-- Data for Name: events; Type: TABLE DATA; Schema: timeline; Owner: -
--

INSERT INTO timeline.events VALUES
	(1, 1, '2026-11-22 14:26:24.896183+00', 'b8091722-bcc6-5148-a170-9ec64268900c', 1, 'source-wire', 'SourceRegistered', '{"type":"SourceRegistered","kind":"agency","name":"Wire"}', '{"actor":"admin"}'),
	(2, 1, '2026-11-22 14:26:26.787421+00', 'c4510301-414b-50b3-bb74-e74a00e9d74d', 1, 'document-fb316d0d21f578ac2494afbb32875797b2bd0798cdb6321231191ed43e8efbd0', 'DocumentCaptured', '{"type":"DocumentCaptured","publisher":"wire","mediaType":"text/plain","form":"original","bytes":122,"url":"https://wire.example/1","title":"A report"}', '{"actor":"admin"}'),
	(3, 1, '2026-11-22 14:26:26.83284+00', '7a7f8647-b9ca-5997-9c7b-0c8451c8162f', 1, 'incident-kaluga', 'IncidentOpened', '{"type":"IncidentOpened","kind":"happening","title":"Drones over Kaluga"}', '{"actor":"admin"}'),
	(4, 2, '2026-11-22 14:26:27.286968+00', '6c3b8f2e-0f41-4a4e-9c58-000000000001', 1, 'incident-kaluga', 'DroneDownReported', '{"factId":"6c3b8f2e-0f41-4a4e-9c58-000000000001","claim":{"type":"DroneDownReported","count":{"value":2,"qualifier":"exact"},"targetClass":"drone"},"places":[{"precision":"admin1","region":"RU-KLU","asStated":"the oblast"}],"attribution":{"publisher":"wire","ambiguous":false},"status":"preliminary","polarity":"affirmed","document":"fb316d0d21f578ac2494afbb32875797b2bd0798cdb6321231191ed43e8efbd0","quotations":[{"exact":"Two drones fell","start":6,"end":21,"role":"value"}]}', '{"actor":"admin"}'),
	(5, 3, '2026-11-22 14:26:54.295567+00', '6c3b8f2e-0f41-4a4e-9c58-000000000002', 1, 'incident-kaluga', 'FireReported', '{"factId":"6c3b8f2e-0f41-4a4e-9c58-000000000002","claim":{"type":"FireReported","object":"Свет погас"},"places":[{"precision":"admin1","region":"RU-KLU","asStated":"the oblast"}],"attribution":{"publisher":"wire","ambiguous":false},"status":"asserted","polarity":"affirmed","document":"fb316d0d21f578ac2494afbb32875797b2bd0798cdb6321231191ed43e8efbd0","quotations":[{"exact":"Свет погас в трёх посёлках","start":39,"end":65,"role":"value"}]}', '{"actor":"admin"}'),
	(6, 4, '2026-11-22 14:26:54.32087+00', '6c3b8f2e-0f41-4a4e-9c58-000000000003', 1, 'incident-kaluga', 'StatementCorrected', '{"factId":"6c3b8f2e-0f41-4a4e-9c58-000000000003","claim":{"type":"StatementCorrected","claim":{"type":"DroneDownReported","count":{"value":3,"qualifier":"exact"},"targetClass":"drone"},"corrects":"6c3b8f2e-0f41-4a4e-9c58-000000000001"},"places":[{"precision":"admin1","region":"RU-KLU","asStated":"the oblast"}],"attribution":{"publisher":"wire","ambiguous":false},"status":"asserted","polarity":"affirmed","document":"fb316d0d21f578ac2494afbb32875797b2bd0798cdb6321231191ed43e8efbd0","quotations":[{"exact":"Three, officials said later","start":67,"end":94,"role":"value"}]}', '{"actor":"admin"}'),
	(7, 1, '2026-11-22 14:26:54.33403+00', '3d2640ff-9cdd-5da8-97fd-41ae7ecf5f1e', 1, 'document-6e568e1f67fba258184c78181539e5e8fdee447e49bb706fc0ea34fbf12336a5', 'DocumentCaptured', '{"type":"DocumentCaptured","publisher":"wire","mediaType":"image/jpeg","form":"original","bytes":3,"textSha256":"a5877ff1ae5176f79b96099f20c8a1c120a55aad77bcaeff027fcbc68bc9d297"}', '{"actor":"admin"}'),
	(8, 5, '2026-11-22 14:27:24.517823+00', '6c3b8f2e-0f41-4a4e-9c58-000000000004', 1, 'incident-kaluga', 'FireContained', '{"factId":"6c3b8f2e-0f41-4a4e-9c58-000000000004","claim":{"type":"FireContained","extinguished":true},"places":[{"precision":"admin1","region":"RU-KLU","asStated":"the oblast"}],"attribution":{"publisher":"wire","ambiguous":false},"status":"asserted","polarity":"affirmed","document":"6e568e1f67fba258184c78181539e5e8fdee447e49bb706fc0ea34fbf12336a5","quotations":[{"exact":"Power is back","start":0,"end":13,"role":"value"}]}', '{"actor":"admin"}'),
	(9, 2, '2026-11-22 14:27:24.617851+00', '6c3b8f2e-0f41-4a4e-9c58-000000000006', 1, 'document-fb316d0d21f578ac2494afbb32875797b2bd0798cdb6321231191ed43e8efbd0', 'DocumentPublicationTimeAsserted', '{"type":"DocumentPublicationTimeAsserted","publishedAt":"2025-04-08T05:20:00Z","reason":"Its dateline."}', '{"actor":"admin"}'),
	(10, 6, '2026-11-22 14:27:24.661782+00', '6c3b8f2e-0f41-4a4e-9c58-000000000007', 1, 'incident-kaluga', 'IncidentClosed', '{"type":"IncidentClosed","reason":"Nothing new for a week."}', '{"actor":"admin"}');


--
-- Data for Name: fact_search; Type: TABLE DATA; Schema: timeline; Owner: -
--

INSERT INTO timeline.fact_search VALUES
	(4, '6c3b8f2e-0f41-4a4e-9c58-000000000001', 'DroneDownReported', 'kaluga', 'wire', 'wire', '{wire}', '{RU-KLU,RU}', '''2'':9 ''brought'':7 ''down'':8 ''drones'':2,6 ''fell'':3 ''oblast'':5 ''the'':4 ''two'':1'),
	(5, '6c3b8f2e-0f41-4a4e-9c58-000000000002', 'FireReported', 'kaluga', 'wire', 'wire', '{wire}', '{RU-KLU,RU}', '''fire'':8 ''in'':9 ''oblast'':7 ''the'':6 ''в'':3 ''погас'':2,11 ''посёлках'':5 ''свет'':1,10 ''трёх'':4'),
	(6, '6c3b8f2e-0f41-4a4e-9c58-000000000003', 'StatementCorrected', 'kaluga', 'wire', 'wire', '{wire}', '{RU-KLU,RU}', '''3'':11 ''brought'':9 ''corrected'':7 ''down'':10 ''drones'':8 ''later'':4 ''oblast'':6 ''officials'':2 ''said'':3 ''the'':5 ''three'':1'),
	(8, '6c3b8f2e-0f41-4a4e-9c58-000000000004', 'FireContained', 'kaluga', 'wire', 'wire', '{wire}', '{RU-KLU,RU}', '''back'':3 ''fire'':6 ''is'':2 ''oblast'':5 ''out'':7 ''power'':1 ''the'':4');


--
-- Data for Name: log_head; Type: TABLE DATA; Schema: timeline; Owner: -
--

INSERT INTO timeline.log_head VALUES
	(10, '2026-11-22 14:27:24.661782+00', true);


--
-- Data for Name: migrations; Type: TABLE DATA; Schema: timeline; Owner: -
--

INSERT INTO timeline.migrations VALUES
	(1, '2026-11-22 14:26:18.768918+00', 'IncidentTimeline.EventLog', '0001_create_log.sql', '1e2d05f480577171075e3261db8c53f982496a82f6d153ee44333472f91094ee'),
	(2, '2026-11-22 14:26:19.038541+00', 'IncidentTimeline.EventLog', '0002_add_append_functions.sql', '26c9bb1b4e6b828e336cd8a72f6d7726924d3cda8b3094c58cecb9c89c75a9b3'),
	(1, '2026-11-22 14:26:19.06154+00', 'IncidentTimeline.Server', '0001_create_documents.sql', '521745f60c65f41bef3f452c5f88af48ebc6c03a868b5412152652912d58d29e'),
	(2, '2026-11-22 14:26:19.186955+00', 'IncidentTimeline.Server', '0002_create_fact_search.sql', '872cfaf736e07f8d6ef35dd778c318ee0e4b3a8a1e9ca48e111d15345f06f653');


--
-- Data for Name: streams; Type: TABLE DATA; Schema: timeline; Owner: -
--

INSERT INTO timeline.streams VALUES
	(1, 'source-wire'),
	(1, 'document-6e568e1f67fba258184c78181539e5e8fdee447e49bb706fc0ea34fbf12336a5'),
	(2, 'document-fb316d0d21f578ac2494afbb32875797b2bd0798cdb6321231191ed43e8efbd0'),
	(6, 'incident-kaluga');


--
-- Name: checkpoints checkpoints_projection; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.checkpoints
    ADD CONSTRAINT checkpoints_projection PRIMARY KEY (projection);


--
-- Name: documents documents_sha256; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.documents
    ADD CONSTRAINT documents_sha256 PRIMARY KEY (sha256);


--
-- Name: events events_event_id; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.events
    ADD CONSTRAINT events_event_id UNIQUE (event_id);


--
-- Name: events events_position; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.events
    ADD CONSTRAINT events_position PRIMARY KEY ("position");


--
-- Name: events events_stream_version; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.events
    ADD CONSTRAINT events_stream_version UNIQUE (stream_id, stream_version);


--
-- Name: fact_search fact_search_position; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.fact_search
    ADD CONSTRAINT fact_search_position PRIMARY KEY ("position");


--
-- Name: log_head log_head_one_row; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.log_head
    ADD CONSTRAINT log_head_one_row PRIMARY KEY (is_head);


--
-- Name: migrations migrations_number; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.migrations
    ADD CONSTRAINT migrations_number PRIMARY KEY (set_name, number);


--
-- Name: streams streams_stream_id; Type: CONSTRAINT; Schema: timeline; Owner: -
--

ALTER TABLE ONLY timeline.streams
    ADD CONSTRAINT streams_stream_id PRIMARY KEY (stream_id);


--
-- Name: events_recorded_at; Type: INDEX; Schema: timeline; Owner: -
--

CREATE INDEX events_recorded_at ON timeline.events USING btree (recorded_at, "position");


--
-- Name: fact_search_regions; Type: INDEX; Schema: timeline; Owner: -
--

CREATE INDEX fact_search_regions ON timeline.fact_search USING gin (regions);


--
-- Name: fact_search_sources; Type: INDEX; Schema: timeline; Owner: -
--

CREATE INDEX fact_search_sources ON timeline.fact_search USING gin (sources);


--
-- Name: fact_search_type; Type: INDEX; Schema: timeline; Owner: -
--

CREATE INDEX fact_search_type ON timeline.fact_search USING btree (type, "position");


--
-- Name: fact_search_voice; Type: INDEX; Schema: timeline; Owner: -
--

CREATE INDEX fact_search_voice ON timeline.fact_search USING btree (voice, "position");


--
-- Name: fact_search_words; Type: INDEX; Schema: timeline; Owner: -
--

CREATE INDEX fact_search_words ON timeline.fact_search USING gin (words);


--
-- Name: documents documents_are_frozen; Type: TRIGGER; Schema: timeline; Owner: -
--

CREATE TRIGGER documents_are_frozen BEFORE DELETE OR UPDATE OR TRUNCATE ON timeline.documents FOR EACH STATEMENT EXECUTE FUNCTION timeline.refuse_change_of_documents();

ALTER TABLE timeline.documents ENABLE ALWAYS TRIGGER documents_are_frozen;


--
-- Name: events events_are_append_only; Type: TRIGGER; Schema: timeline; Owner: -
--

CREATE TRIGGER events_are_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON timeline.events FOR EACH STATEMENT EXECUTE FUNCTION timeline.refuse_change_of_events();

ALTER TABLE timeline.events ENABLE ALWAYS TRIGGER events_are_append_only;


--
-- Name: SCHEMA timeline; Type: ACL; Schema: -; Owner: -
--

GRANT USAGE ON SCHEMA timeline TO timeline_service;


--
-- Name: TABLE checkpoints; Type: ACL; Schema: timeline; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE timeline.checkpoints TO timeline_service;


--
-- Name: TABLE documents; Type: ACL; Schema: timeline; Owner: -
--

GRANT SELECT,INSERT ON TABLE timeline.documents TO timeline_service;


--
-- Name: TABLE events; Type: ACL; Schema: timeline; Owner: -
--

GRANT SELECT,INSERT ON TABLE timeline.events TO timeline_service;


--
-- Name: TABLE fact_search; Type: ACL; Schema: timeline; Owner: -
--

GRANT SELECT,INSERT ON TABLE timeline.fact_search TO timeline_service;


--
-- Name: TABLE log_head; Type: ACL; Schema: timeline; Owner: -
--

GRANT SELECT,UPDATE ON TABLE timeline.log_head TO timeline_service;


--
-- Name: TABLE migrations; Type: ACL; Schema: timeline; Owner: -
--

GRANT SELECT ON TABLE timeline.migrations TO timeline_service;


--
-- Name: TABLE streams; Type: ACL; Schema: timeline; Owner: -
--

GRANT SELECT,INSERT,UPDATE ON TABLE timeline.streams TO timeline_service;


--
-- PostgreSQL database dump complete
--


