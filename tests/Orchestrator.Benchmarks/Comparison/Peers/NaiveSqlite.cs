using Microsoft.Data.Sqlite;

namespace Orchestrator.Benchmarks.Comparison.Peers;

/// <summary>What one writes first: a table of messages in SQLite, and a transaction for each INSERT.</summary>
internal sealed class NaiveSqlite : IQueueSystem
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("bench-sqlite-").FullName;
    private readonly SqliteConnection _connection;
    private readonly SemaphoreSlim _one = new(1);
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _select;
    private readonly SqliteCommand _lease;
    private readonly SqliteCommand _acknowledge;

    private NaiveSqlite()
    {
        _connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "queue.db")}");
        _connection.Open();
        using SqliteCommand create = _connection.CreateCommand();
        create.CommandText =
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, queue INTEGER NOT NULL, body TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'pending');
            CREATE INDEX messages_by_status ON messages (queue, status, id);
            """;
        create.ExecuteNonQuery();
        _insert = Command("INSERT INTO messages (queue, body) VALUES ($1, $2)", 2);
        _select = Command($"SELECT id, body FROM messages WHERE queue = $1 AND status = 'pending' ORDER BY id LIMIT {Workload.Batch}", 1);
        _lease = Command("UPDATE messages SET status = 'leased' WHERE id = $1", 1);
        _acknowledge = Command("UPDATE messages SET status = 'acknowledged' WHERE id = $1", 1);
    }

    public static Contender Contender { get; } = new(
        "sqlite",
        "naive SQLite, one INSERT a transaction",
        "WAL, synchronous=FULL: synced before the answer, also of receivers' acks",
        $"in process, one connection, prepared; a transaction for each INSERT and each ack, one to lease {Workload.Batch}",
        _ => Task.FromResult<IQueueSystem>(new NaiveSqlite()));

    public Task SendAsync(int producer, int number) => AloneAsync(() => Execute(_insert, producer % Workload.Queues, Text(number)));

    public async Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            List<long> ids = [];
            await AloneAsync(() => Lease(queue, ids));
            foreach (long id in ids)
            {
                await AloneAsync(() => Execute(_acknowledge, id));
                acknowledged(1);
            }

            if (ids.Count < Workload.Batch / 2) await Task.Delay(Pause, TimeProvider.System, stopping);
        }
    }

    public ValueTask DisposeAsync()
    {
        _insert.Dispose();
        _select.Dispose();
        _lease.Dispose();
        _acknowledge.Dispose();
        _connection.Dispose();
        _one.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Text(int number) => Load.Messages.Contents[number % Load.Messages.Contents.Length].GetString()!;

    private static void Execute(SqliteCommand command, params object[] values)
    {
        for (int i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }

    private void Lease(int queue, List<long> ids)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction();
        _select.Transaction = transaction;
        _lease.Transaction = transaction;
        _select.Parameters[0].Value = queue;
        using (SqliteDataReader rows = _select.ExecuteReader())
        {
            while (rows.Read()) ids.Add(rows.GetInt64(0));
        }

        foreach (long id in ids) Execute(_lease, id);
        transaction.Commit();
    }

    private SqliteCommand Command(string text, int parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = text;
        for (int i = 1; i <= parameters; i++) command.Parameters.AddWithValue($"${i}", DBNull.Value);
        return command;
    }

    private async Task AloneAsync(Action work)
    {
        await _one.WaitAsync();
        try
        {
            work();
        }
        finally
        {
            _one.Release();
        }
    }
}
