-- Adds facts to the search, many at a time. A fact's row is written once: the search finds it as it was first coded.
-- $1 position bigint[], $2 fact_id uuid[], $3 type text[], $4 incident text[], $5 publisher text[], $6 voice text[], $7 sources text[], $8 regions text[], $9 words text[]
-- $7 and $8 hold one text per fact, its values separated by a space: PostgreSQL has no arrays of arrays of unequal length.
insert into fact_search (position, fact_id, type, incident, publisher, voice, sources, regions, words)
select position, fact_id, type, incident, publisher, voice, string_to_array(sources, ' '), string_to_array(regions, ' '), to_tsvector('simple', words)
from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
  as facts (position, fact_id, type, incident, publisher, voice, sources, regions, words);
