-- Remembers one migration, in the transaction that ran it.
-- $1 set_name text, $2 number int, $3 name text, $4 checksum text
insert into migrations (set_name, number, name, checksum)
values ($1, $2, $3, $4);
