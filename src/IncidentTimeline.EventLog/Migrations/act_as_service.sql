-- Whether this login may act as the service role: an error where not, or where there is no such role. Ends with the transaction.
set local role timeline_service;
