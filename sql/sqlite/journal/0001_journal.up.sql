-- The one truth: a row is one commit of one grain and holds one or more of its events.
-- position: global order, gap-free. sequence: number of the row's first event within its grain, from 1.
-- type: the distinct event types of the row, comma-joined. payload: JSON array of events. metadata: JSON object.
-- at: Unix time in milliseconds.
CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    grain    TEXT    NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    type     TEXT    NOT NULL,
    payload  TEXT    NOT NULL,
    metadata TEXT    NOT NULL,
    at       INTEGER NOT NULL
);

-- The fence: a second activation that appends at a used sequence fails here.
CREATE UNIQUE INDEX journal_grain_sequence ON journal (grain, sequence);

-- Snapshots (ADO.NET grain storage). A cache: all of it can be deleted and comes back from the journal.
-- payload: the state as JSON. etag: new with every write, never used twice. modified_at: Unix milliseconds.
CREATE TABLE OrleansStorage (
    id          INTEGER PRIMARY KEY,
    grain_id    TEXT    NOT NULL,
    state_name  TEXT    NOT NULL,
    payload     TEXT    NOT NULL,
    etag        TEXT    NOT NULL,
    modified_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX orleans_storage_grain_state ON OrleansStorage (grain_id, state_name);

-- Reminders. start_at: Unix milliseconds. period: milliseconds. grain_hash: the grain's place on the ring,
-- an unsigned 32-bit number.
CREATE TABLE OrleansReminders (
    grain_id      TEXT    NOT NULL,
    reminder_name TEXT    NOT NULL,
    start_at      INTEGER NOT NULL,
    period        INTEGER NOT NULL CHECK (period >= 0),
    grain_hash    INTEGER NOT NULL CHECK (grain_hash BETWEEN 0 AND 4294967295),
    etag          TEXT    NOT NULL,
    PRIMARY KEY (grain_id, reminder_name)
) WITHOUT ROWID;

CREATE INDEX orleans_reminders_hash ON OrleansReminders (grain_hash);
