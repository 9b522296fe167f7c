DROP TABLE OrleansQuery;
DROP TABLE orleans_cluster_key;
DROP TABLE orleans_grain_state;
DROP TABLE orleans_reminder;
DROP TABLE orleans_silo;
DROP TABLE orleans_cluster;
