CREATE TABLE notes_before (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
INSERT INTO notes_before SELECT id, text FROM notes;
DROP TABLE notes;
ALTER TABLE notes_before RENAME TO notes;
