-- What GET /facts searches: each fact as first coded, one row, kept by a projection that follows the log.
-- Words are matched as they stand, in any language: no stemming, no stop words.

create table fact_search (
  position    bigint not null,
  fact_id     uuid   not null,
  type        text   not null,
  incident    text   not null,
  publisher   text   not null,
  voice       text   not null,
  sources     text[] not null,  -- publisher and every registered speaker
  regions     text[] not null,  -- of each place: its region and all that enclose it
  words       tsvector not null,
  constraint fact_search_position primary key (position)
);

create index fact_search_sources on fact_search using gin (sources);
create index fact_search_regions on fact_search using gin (regions);
create index fact_search_words on fact_search using gin (words);
create index fact_search_type on fact_search (type, position);
create index fact_search_voice on fact_search (voice, position);

grant select, insert on fact_search to timeline_service;
