-- When keys were last used. Never earlier than what another process wrote.
-- $1 prefixes text[], $2 times timestamptz[]
update api_keys
set last_used_at = greatest(last_used_at, used.at)
from unnest($1::text[], $2::timestamptz[]) as used (prefix, at)
where api_keys.prefix = used.prefix;
