ALTER TABLE notes ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody';
CREATE INDEX notes_author ON notes (author);
