-- Where the rows of a grain stand. Kept with every commit, as a unique index is, this order costs a page of the
-- write-ahead log for nearly every row; measured, half of all the work of an append. So it is a table that the writer
-- fills in sorted portions: it has every row up to journal_indexed.position, and perhaps some behind that. The writer
-- holds the rest in memory, and refuses what would be a second row of a grain at a sequence (the fence).
CREATE TABLE journal_index (
    grain    TEXT    NOT NULL,
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (grain, sequence)
) WITHOUT ROWID;

INSERT INTO journal_index (grain, sequence, position)
SELECT grain, sequence, position FROM journal ORDER BY grain, sequence;

CREATE TABLE journal_indexed (position INTEGER NOT NULL);

INSERT INTO journal_indexed (position) SELECT ifnull(max(position), 0) FROM journal;

DROP INDEX journal_grain_sequence;
