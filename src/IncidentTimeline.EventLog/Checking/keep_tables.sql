-- Until this transaction ends, no rebuild puts other tables in the place of a projection's. Takes no snapshot.
lock table checkpoints in access share mode;
