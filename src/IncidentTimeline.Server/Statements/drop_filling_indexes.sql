-- The tables get those of the ones in use.
drop index filling_positions, filling_fact_ids, filling_clusters, filling_documents, filling_keys, filling_decisions, filling_rows, filling_tracks;
