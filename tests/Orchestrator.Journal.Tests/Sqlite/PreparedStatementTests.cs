using Microsoft.Data.Sqlite;
using Orchestrator.Journal.Sqlite;
using Orchestrator.Journal.Sqlite.Indexing;
using SQLitePCL;

namespace Orchestrator.Journal.Tests.Sqlite;

public sealed class PreparedStatementTests : IDisposable
{
    private const int Repreparations = 5; // SQLITE_STMTSTATUS_REPREPARE

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact] // Each read of a grain, and so each message whose sender named its id, took 20 µs for that.
    public async Task Statement_is_prepared_once_whatever_is_bound_to_it()
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        for (int i = 1; i <= 3; i++)
            await node.Journal.AppendAsync(Rows.Row($"grain-{i}", 1), CancellationToken.None);
        var database = new SqliteDatabase(_folder.File("journal.db"), new JournalOptions { DataDirectory = _folder.FullPath });
        using SqliteConnection connection = database.OpenReader();
        connection.Handle!.enable_sqlite3_next_stmt(true);
        using var session = new SqliteSession(connection);

        for (int i = 1; i <= 3; i++)
        {
            _ = JournalQueries.Grain(session, new GrainIndex(1), $"grain-{i}", i, 1, CancellationToken.None);
            _ = JournalQueries.Tail(session, i, 1, long.MaxValue, CancellationToken.None);
        }

        List<int> anew = [];
        for (sqlite3_stmt? statement = raw.sqlite3_next_stmt(connection.Handle, null); statement is not null; statement = raw.sqlite3_next_stmt(connection.Handle, statement))
            anew.Add(raw.sqlite3_stmt_status(statement, Repreparations, 0));
        Assert.Equal([0, 0], anew);
    }
}
