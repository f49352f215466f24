-- Facts in log order after a position, by any of the filters; a filter that is null does not narrow.
-- $1 after bigint, $2 limit int, $3 source text, $4 voice text, $5 type text, $6 region text, $7 incident text, $8 words text
select position, fact_id
from fact_search
where position > $1
  and ($3 is null or $3 = any (sources))
  and ($4 is null or voice = $4)
  and ($5 is null or type = $5)
  and ($6 is null or $6 = any (regions))
  and ($7 is null or incident = $7)
  and ($8 is null or words @@ websearch_to_tsquery('simple', $8))
order by position
limit $2;
