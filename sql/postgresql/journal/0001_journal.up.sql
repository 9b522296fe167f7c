-- The journal on PostgreSQL, shared by any number of processes.
--
-- position = ((transaction id + xid_offset) << 12) | number of the row in its transaction. So the order of positions is
-- the order of transaction ids, known before the commit, without a counter that writers would queue for. A transaction
-- may commit behind one with a higher id; readers therefore read only below the oldest transaction that still runs
-- (pg_snapshot_xmin). Positions strictly increase, and have gaps.
--
-- Not partitioned: the fence below must hold over the whole journal, and a unique index on a partitioned table has to
-- contain the partition key. By range of position there would be no fence. By hash of grain there is one, at the price
-- of a merge of all partitions for each page of the tail; it is worth that only where one table's insert rate or size
-- is the limit. Prepared for it: nothing refers to position, so the change is PARTITION BY HASH (grain) with the fence as
-- primary key and a plain index on position.
CREATE TABLE journal (
    position bigint NOT NULL,
    grain text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,      -- number, within the grain, of the row's first event
    type text COLLATE "C" NOT NULL, -- distinct event types, comma-joined
    payload text NOT NULL,         -- JSON array of the events, byte for byte as it came: payload::jsonb to look into it
    metadata text NOT NULL,        -- JSON object
    at timestamptz NOT NULL,       -- when the grain decided, to the millisecond
    CONSTRAINT journal_position PRIMARY KEY (position),
    -- The single-writer fence: two activations of a grain collide here.
    CONSTRAINT journal_fence UNIQUE (grain, sequence)
) WITH (
    -- Rows are only ever inserted: vacuum has nothing to clean and only marks pages as visible and frozen, which is best
    -- done once, soon and in small portions.
    autovacuum_vacuum_insert_scale_factor = 0.05,
    autovacuum_vacuum_insert_threshold = 50000,
    autovacuum_freeze_min_age = 0,
    autovacuum_analyze_scale_factor = 0.05
);

-- Four times as fast as the default; a server built without it keeps the default.
DO $$
BEGIN
    ALTER TABLE journal ALTER COLUMN payload SET COMPRESSION lz4, ALTER COLUMN metadata SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
    NULL;
END
$$;

-- One row. xid_offset makes up for a cluster whose transaction ids are behind the positions it was given, such as one that
-- a dump was restored into. Rows up to removed_position may have been removed.
CREATE TABLE journal_origin (
    id smallint NOT NULL DEFAULT 1 PRIMARY KEY CHECK (id = 1),
    xid_offset bigint NOT NULL,
    removed_position bigint NOT NULL
);

INSERT INTO journal_origin (xid_offset, removed_position) VALUES (0, 0);
