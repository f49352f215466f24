-- The statement index: which facts bear on a question at any K, P and T (ADR 0010). Kept by the projection "statements".
-- It only finds: what it finds is ranked by the folds of the domain, so it may name a fact too many, and never one too few.
-- Instants are ticks of 100 ns since year 1; the greatest bigint stands for "unknown" and "open".

-- Every fact with its cluster: the facts that share a register, a chain of revisions or an asserted origin with it, directly
-- or through others. A cluster goes by its first position, and only ever grows.
create table fact_clusters (
  position bigint not null,
  cluster  bigint not null,
  document bigint,           -- hash of the document that it rests on; null for a line of a data file
  fact_id  uuid   not null,
  constraint fact_clusters_position primary key (position),
  constraint fact_clusters_fact_id unique (fact_id)
);
create index fact_clusters_cluster on fact_clusters (cluster);
create index fact_clusters_document on fact_clusters (document) where document is not null;

-- What facts of one cluster have in common, as a hash, with the first fact that has it. Two hashes that meet by chance make one
-- cluster of two, which costs time and no truth.
create table cluster_keys (
  key      bigint not null,
  position bigint not null,
  constraint cluster_keys_key primary key (key)
);

-- The decisions on a fact, document, source or incident, by the hash of its name; undoings with what they undo.
create table decision_keys (
  key      bigint not null,
  position bigint not null,
  constraint decision_keys_key primary key (key, position)
);

-- One row for each statement while nothing about its place in the index changes; fixed-width columns first.
create table statements (
  position       bigint  not null,  -- of the fact
  known_from     bigint  not null,  -- K: the row counts from here
  known_to       bigint  not null,  -- K: and up to before here
  reported       bigint  not null,  -- P: report time
  earliest       bigint  not null,  -- T: from here on it may hold; the least bigint where that is open, the greatest for a struck fact
  latest         bigint  not null,  -- T: from here on it holds
  next_known     bigint,            -- a later state of the same voice that surely stands; from these three on
  next_reported  bigint,            -- together, this one is past
  next_latest    bigint,
  question       bigint  not null,  -- hash of incident, aspect and place
  track          bigint  not null,  -- hash of the voice where its states follow each other, else 0
  value          bigint  not null,  -- hash of the value
  region         int     not null,
  is_plain       boolean not null,  -- alone in its cluster and not struck: it surely stands
  is_home        boolean not null,  -- it makes its incident happen in its region
  incident       text    not null,
  aspect         text    not null,  -- empty for a fact that answers nothing: no picture looks for it
  -- Where a row is not past: its region in the upper bits; below them T, K or P, instants in steps of four seconds. One that counts
  -- no longer is found by the K at which it did, so that the present looks at none of them.
  time_span      int8range generated always as (case when aspect <> '' and earliest < 9223372036854775807 and known_to = 9223372036854775807 then int8range(
    (region::bigint << 37) + greatest(earliest, 0) / 40000000,
    case when next_latest < 9223372036854775807 then (region::bigint << 37) + next_latest / 40000000 + 1 else (region::bigint + 1) << 37 end) end) stored,
  known_span     int8range generated always as (case
    when aspect = '' or earliest = 9223372036854775807 then null
    when known_to < 9223372036854775807 then int8range((region::bigint << 37) + known_from, (region::bigint << 37) + known_to)
    when known_from < next_known then int8range((region::bigint << 37) + known_from, (region::bigint << 37) + next_known) end) stored,
  reported_span  int8range generated always as (case when aspect <> '' and reported < next_reported and known_to = 9223372036854775807 then int8range(
    (region::bigint << 37) + reported / 40000000,
    case when next_reported < 9223372036854775807 then (region::bigint << 37) + next_reported / 40000000 + 1 else (region::bigint + 1) << 37 end) end) stored,
  constraint statements_row primary key (position, question, known_from),
  constraint statements_known_order check (known_from < known_to),
  constraint statements_next_whole check (num_nulls(next_known, next_reported, next_latest) in (0, 3))
);
create index statements_time on statements using gist (time_span);
create index statements_known on statements using gist (known_span) where known_span is not null;
create index statements_reported on statements using gist (reported_span) where reported_span is not null;
create index statements_incident on statements (incident, aspect);
create index statements_home on statements (incident, region, known_from) where is_home;
create index statements_track on statements (question, track) where known_to = 9223372036854775807 and track <> 0;
create index statements_undated on statements (region) where reported = 9223372036854775807;

grant select, insert, update on fact_clusters to timeline_service;
grant select, insert, update on cluster_keys to timeline_service;
grant select, insert, update on decision_keys to timeline_service;
grant select, insert, update on statements to timeline_service;
