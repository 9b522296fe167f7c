using Microsoft.Data.Sqlite;
using Orchestrator.Journal.Sqlite;

namespace Orchestrator.Journal.Tests.Sqlite;

/// <summary>SQLite's result codes in the callers' words; most can't be provoked on a healthy machine.</summary>
public sealed class SqliteFaultTests
{
    [Theory]
    [InlineData(13, JournalUnavailableReason.Full, JournalWriteOutcome.NotWritten)] // SQLITE_FULL
    [InlineData(5, JournalUnavailableReason.Busy, JournalWriteOutcome.NotWritten)] // SQLITE_BUSY
    [InlineData(8, JournalUnavailableReason.ReadOnly, JournalWriteOutcome.NotWritten)] // SQLITE_READONLY
    [InlineData(10, JournalUnavailableReason.InputOutput, JournalWriteOutcome.Unknown)] // SQLITE_IOERR
    [InlineData(14, JournalUnavailableReason.InputOutput, JournalWriteOutcome.Unknown)] // SQLITE_CANTOPEN
    [InlineData(11, JournalUnavailableReason.Damaged, JournalWriteOutcome.Unknown)] // SQLITE_CORRUPT
    [InlineData(7, JournalUnavailableReason.Other, JournalWriteOutcome.Unknown)] // SQLITE_NOMEM
    public void A_failed_commit_is_not_written_only_where_that_is_certain(
        int code, JournalUnavailableReason reason, JournalWriteOutcome outcome)
    {
        SqliteException error = new("The commit failed.", code);

        Assert.Equal(reason, SqliteFault.Reason(error));
        Assert.Equal(outcome, SqliteFault.OutcomeOfFailedCommit(error));
    }

    [Fact]
    public void Errors_of_the_files_themselves_say_what_SQLites_do()
    {
        Assert.Equal(JournalUnavailableReason.InputOutput, SqliteFault.Reason(new IOException("The disk failed.")));
        Assert.Equal(JournalUnavailableReason.ReadOnly, SqliteFault.Reason(new UnauthorizedAccessException("It may only be read.")));
    }

    [Fact]
    public void An_error_that_is_not_the_databases_leaves_the_outcome_unknown()
    {
        JournalUnavailableException error =
            SqliteFault.Unavailable("Writing failed", JournalWriteOutcome.Unknown, new InvalidOperationException("why"));

        Assert.Equal("Writing failed: why", error.Message);
        Assert.Equal((JournalUnavailableReason.Other, JournalWriteOutcome.Unknown), (error.Reason, error.Outcome));
    }
}
