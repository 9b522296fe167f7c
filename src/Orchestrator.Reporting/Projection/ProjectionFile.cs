using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Orchestrator.Journal;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// Opens the file for writing. The tables are derived, so a file that doesn't fit (of another schema, of another
/// journal, damaged) is deleted and made anew from the journal.
/// </summary>
internal sealed partial class ProjectionFile(
    ReportingDatabase database, IJournal journal, TimeProvider timeProvider, ILogger<Projector> logger)
{
    private static readonly MigrationSet Migrations =
        MigrationSet.FromResources(typeof(ProjectionFile).Assembly, "sql/sqlite/reporting/");

    /// <summary>Whether the file is still there under its name; people delete it to have it rebuilt.</summary>
    public bool Exists => File.Exists(database.File);

    /// <summary>Opens the file as it is, or a new one.</summary>
    public async Task<ProjectionWriter> OpenAsync(CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(database.File) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        if (!Exists) BeginNew();
        else if (database.Distrust is { } distrust) Discard(distrust);
        else if (Misfit() is { } misfit) Discard(misfit);
        ProjectionWriter writer = OpenWriter(cancellationToken);
        try
        {
            if (await IsOfThisJournalAsync(writer, cancellationToken)) return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        writer.Dispose();
        Discard("it was made from another journal");
        return OpenWriter(cancellationToken);
    }

    /// <summary>Waits until the file is on disk. Its writer must be closed.</summary>
    public void Sync()
    {
        try
        {
            database.Sync();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then the mark stays, and the tables are made anew if the machine goes down before they are written again.
            LogNotSynced(logger, e, database.File);
        }
    }

    /// <summary>Deletes the file, to be made anew.</summary>
    public void Discard(string reason)
    {
        LogRebuild(logger, database.File, reason);
        database.Delete();
    }

    // What a deleted file left behind must not be taken for a part of the new one.
    private void BeginNew()
    {
        LogNew(logger, database.File);
        database.Delete();
    }

    private ProjectionWriter OpenWriter(CancellationToken cancellationToken)
    {
        SqliteConnection connection = database.OpenWriter();
        try
        {
            new SqliteMigrator(Migrations, timeProvider).Migrate(connection, cancellationToken);
            return new ProjectionWriter(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string? Misfit()
    {
        try
        {
            using SqliteConnection connection = database.OpenWriter();
            int applied = new SqliteMigrator(Migrations, timeProvider).ListStatus(connection).Count(m => m.AppliedAt is not null);
            return applied == Migrations.Latest ? null : $"it has schema version {applied}, this program {Migrations.Latest}";
        }
        catch (MigrationException e)
        {
            return e.Message;
        }
        catch (SqliteException e) when (Faults.IsDamage(e))
        {
            return e.Message;
        }
    }

    private async Task<bool> IsOfThisJournalAsync(ProjectionWriter writer, CancellationToken cancellationToken)
    {
        if (writer.Position == 0) return true;
        IReadOnlyList<JournalEntry> rows = await journal.ReadAsync(writer.Position - 1, 1, 1, cancellationToken);
        return rows is [{ } row] && row.Position == writer.Position && RowMark.Of(row).Fingerprint == writer.Fingerprint;
    }

    [LoggerMessage(LogLevel.Warning, "The reporting tables {File} may not be on disk yet")]
    private static partial void LogNotSynced(ILogger logger, Exception error, string file);

    [LoggerMessage(LogLevel.Information, "The reporting tables {File} are new")]
    private static partial void LogNew(ILogger logger, string file);

    [LoggerMessage(LogLevel.Warning, "The reporting tables {File} are built from the beginning of the journal: {Reason}")]
    private static partial void LogRebuild(ILogger logger, string file, string reason);
}
