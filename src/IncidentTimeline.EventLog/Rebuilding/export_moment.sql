-- This transaction's moment, for another to look at the same.
select pg_export_snapshot();
