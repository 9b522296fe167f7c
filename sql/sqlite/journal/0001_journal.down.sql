DROP TABLE OrleansReminders;
DROP TABLE OrleansStorage;
DROP TABLE journal;
