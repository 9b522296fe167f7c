-- What the embedded grain engine keeps beside the journal; the Orleans flavour has Orleans's own tables for it.

-- Snapshots. A cache: all of it can be deleted and comes back from the journal.
-- payload: the state as JSON, byte for byte. etag: new with every write, never used twice.
CREATE TABLE grain_snapshots (
    grain_id    text COLLATE "C" NOT NULL,
    state_name  text COLLATE "C" NOT NULL,
    payload     text NOT NULL,
    etag        text COLLATE "C" NOT NULL,
    modified_at timestamptz NOT NULL,
    PRIMARY KEY (grain_id, state_name)
) WITH (fillfactor = 80); -- Room for the next version on the same page: then no index entry is written.

-- period: milliseconds. grain_hash: the grain's place on the ring, an unsigned 32-bit number.
CREATE TABLE grain_reminders (
    grain_id      text COLLATE "C" NOT NULL,
    reminder_name text COLLATE "C" NOT NULL,
    start_at      timestamptz NOT NULL,
    period        bigint NOT NULL CHECK (period >= 0),
    grain_hash    bigint NOT NULL CHECK (grain_hash BETWEEN 0 AND 4294967295),
    etag          text COLLATE "C" NOT NULL,
    PRIMARY KEY (grain_id, reminder_name)
);

CREATE INDEX grain_reminders_hash ON grain_reminders (grain_hash);
