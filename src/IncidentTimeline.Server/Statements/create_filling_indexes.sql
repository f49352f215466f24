-- What a filling of the empty tables looks up on the way. One statement, so that all are there or none.
do $$
begin
  create index filling_positions on fact_clusters (position);
  create index filling_fact_ids on fact_clusters (fact_id);
  create index filling_clusters on fact_clusters (cluster);
  create index filling_documents on fact_clusters (document) where document is not null;
  create index filling_keys on cluster_keys (key);
  create index filling_decisions on decision_keys (key);
  create index filling_rows on statements (position);
  create index filling_tracks on statements (question, track) where known_to = 9223372036854775807 and track <> 0;
end
$$;
