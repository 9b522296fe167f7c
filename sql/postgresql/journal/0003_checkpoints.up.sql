-- The snapshots of checkpoints, where the nodes of a cluster share them.

-- name: the SHA-256 of the snapshot, and the id of the key it is encrypted with; null until it is stored.
-- touched_at: when it was last stored or written to.
CREATE TABLE checkpoint_blobs (
    id         uuid PRIMARY KEY,
    name       text COLLATE "C" UNIQUE,
    length     bigint NOT NULL CHECK (length >= 0),
    touched_at timestamptz NOT NULL
);

-- number: from 0. bytes: compressed and perhaps encrypted already, so PostgreSQL doesn't try to compress them.
CREATE TABLE checkpoint_chunks (
    blob   uuid NOT NULL REFERENCES checkpoint_blobs (id) ON DELETE CASCADE,
    number integer NOT NULL CHECK (number >= 0),
    bytes  bytea NOT NULL,
    PRIMARY KEY (blob, number)
);

ALTER TABLE checkpoint_chunks ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The keys that the nodes have, so that two different ones under one id are found at start. mark: tells a key from another,
-- and nothing of the key.
CREATE TABLE checkpoint_keys (
    id   text COLLATE "C" PRIMARY KEY,
    mark bytea NOT NULL
);
