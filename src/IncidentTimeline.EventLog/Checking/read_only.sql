-- Nothing is written by this transaction, whatever rights it has.
set transaction read only;
