-- What events bear on beyond what they say themselves (ADR 0015): a retraction bears on what the retracted fact is about. For those who
-- follow the log by a filter. Kept by the projection "statements", which knows what each event touches, so that is filled anew with it.
-- An event without a row bears on what it says itself.
create table event_reach (
  position  bigint  not null,  -- of the event
  is_open   boolean not null,  -- it may bear on anything: what it touches is not recorded yet, or too much to be listed
  types     text[]  not null,  -- of facts and decisions, its own among them, as everything below
  regions   text[]  not null,  -- ISO 3166 codes
  incidents text[]  not null,
  sources   text[]  not null,  -- registered ones, whether they publish or speak
  revised   uuid[]  not null,  -- of a fact: recorded earlier, these revise it
  constraint event_reach_position primary key (position)
);

grant select, insert, update on event_reach to timeline_service;

truncate fact_clusters, cluster_keys, decision_keys, statements;
delete from checkpoints where projection = 'statements';
