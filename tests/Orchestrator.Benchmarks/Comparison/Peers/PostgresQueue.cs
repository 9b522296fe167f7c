using Npgsql;
using NpgsqlTypes;
using Orchestrator.Benchmarks.Servers;

namespace Orchestrator.Benchmarks.Comparison.Peers;

/// <summary>A queue as a table of PostgreSQL, received from with <c>FOR UPDATE SKIP LOCKED</c>.</summary>
internal sealed class PostgresQueue : IQueueSystem
{
    private const int SendConnections = 64;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly ServerProcess _server;
    private readonly NpgsqlDataSource _senders;
    private readonly NpgsqlDataSource _receivers;

    private PostgresQueue(ServerProcess server, string connectionString)
    {
        _server = server;
        _senders = NpgsqlDataSource.Create($"{connectionString};Max Auto Prepare=10;Auto Prepare Min Usages=1;Maximum Pool Size={SendConnections}");
        _receivers = NpgsqlDataSource.Create($"{connectionString};Max Auto Prepare=10;Auto Prepare Min Usages=1;Maximum Pool Size={Workload.Queues}");
    }

    public static Contender Contender { get; } = new(
        "postgres",
        "PostgreSQL table, SKIP LOCKED",
        "fsync and synchronous_commit on: synced before the answer; the ack is the commit of the removal",
        $"{SendConnections} pooled connections that send, {Workload.Queues} that receive; one INSERT a transaction, DELETE of {Workload.Batch} a transaction; "
        + "prepared; shared_buffers 512 MB, max_wal_size 8 GB",
        StartAsync)
    {
        Missing = _ => Task.FromResult(PostgresProgram.IsInstalled ? null : "postgresql is not installed"),
    };

    public async Task SendAsync(int producer, int number)
    {
        await using NpgsqlCommand insert = _senders.CreateCommand("INSERT INTO queue (name, body) VALUES ($1, $2)");
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = producer % Workload.Queues });
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Workload.Body(number), NpgsqlDbType = NpgsqlDbType.Bytea });
        await insert.ExecuteNonQueryAsync();
    }

    public async Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            int count = await ReceiveSomeAsync(queue);
            acknowledged(count);
            if (count < Workload.Batch / 2) await Task.Delay(Pause, TimeProvider.System, stopping);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _senders.DisposeAsync();
        await _receivers.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static async Task<IQueueSystem> StartAsync(CancellationToken cancellationToken)
    {
        (ServerProcess server, string connectionString) = await PostgresProgram.StartAsync(cancellationToken);
        var system = new PostgresQueue(server, connectionString);
        return await IQueueSystem.WhenReadyAsync(system, server.ReadyAsync(
            async () =>
            {
                await using NpgsqlCommand create = system._senders.CreateCommand(
                    "CREATE TABLE queue (name int, id bigint GENERATED ALWAYS AS IDENTITY, body bytea NOT NULL, PRIMARY KEY (name, id))");
                return await create.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken));
    }

    // The rows stay locked, and others pass over them, until the receiver has done its work and commits.
    private async Task<int> ReceiveSomeAsync(int queue)
    {
        await using NpgsqlConnection connection = await _receivers.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await using var take = new NpgsqlCommand(
            """
            DELETE FROM queue WHERE name = $1 AND id = ANY (ARRAY(
              SELECT id FROM queue WHERE name = $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED))
            RETURNING id, body
            """,
            connection,
            transaction);
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = queue });
        take.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Workload.Batch });
        int count = 0;
        await using (NpgsqlDataReader rows = await take.ExecuteReaderAsync())
        {
            for (; await rows.ReadAsync(); count++) await rows.GetFieldValueAsync<byte[]>(1);
        }

        await transaction.CommitAsync();
        return count;
    }
}
