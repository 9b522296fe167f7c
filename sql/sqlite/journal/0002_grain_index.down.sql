CREATE UNIQUE INDEX journal_grain_sequence ON journal (grain, sequence);

DROP TABLE journal_indexed;
DROP TABLE journal_index;
