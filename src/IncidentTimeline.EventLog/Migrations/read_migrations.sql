-- What was applied, in order.
select set_name, number, name, checksum
from migrations
order by set_name, number;
