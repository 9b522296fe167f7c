DROP TABLE journal_origin;
DROP TABLE journal;
