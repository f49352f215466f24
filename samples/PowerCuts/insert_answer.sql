-- One answer to whether there is electricity.
-- $1 region text, $2 incident text, $3 place key text, $4 place text, $5 supply text, $6 fact uuid, $7 told text, $8 voice text, $9 known at bigint
insert into power_cuts (region, incident, place_key, place, supply, fact, told, voice, known_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9);
