-- The regions of which something is kept.
select distinct region
from power_cuts
order by region;
