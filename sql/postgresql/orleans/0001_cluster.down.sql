DROP TABLE OrleansQuery;
DROP TABLE cluster_key;
DROP TABLE grain_state;
DROP TABLE reminder;
DROP TABLE silo;
DROP TABLE cluster;
