-- Rows of the search between two positions that are not those which these facts would be given, and those that are missing.
-- $1 to $9 as in insert_facts.sql, $10 after bigint, $11 up_to bigint, $12 passed_over bigint[]
select coalesce(found.position, expected.position), found.position is not null, expected.position is not null
from (
  select position, fact_id, type, incident, publisher, voice,
    string_to_array(sources, ' ') as sources, string_to_array(regions, ' ') as regions, to_tsvector('simple', words) as words
  from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
    as facts (position, fact_id, type, incident, publisher, voice, sources, regions, words)
) as expected
full join (
  select *
  from fact_search
  where position > $10
    and position <= $11
    and position <> all ($12)
) as found on found.position = expected.position
where (found.position, found.fact_id, found.type, found.incident, found.publisher, found.voice, found.sources, found.regions, found.words)
  is distinct from (expected.position, expected.fact_id, expected.type, expected.incident, expected.publisher, expected.voice, expected.sources, expected.regions, expected.words)
order by 1;
