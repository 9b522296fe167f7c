DROP TABLE grain_reminders;
DROP TABLE grain_snapshots;
