DROP TABLE checkpoint_keys;
DROP TABLE checkpoint_chunks;
DROP TABLE checkpoint_blobs;
