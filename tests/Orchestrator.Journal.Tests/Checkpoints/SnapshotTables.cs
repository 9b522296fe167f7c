using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orchestrator.Journal.Checkpoints;
using Orchestrator.Journal.Postgres;

namespace Orchestrator.Journal.Tests.Checkpoints;

/// <summary>Snapshots in a PostgreSQL database; each store is a node of its own.</summary>
internal sealed class SnapshotTables : StoredSnapshots
{
    private readonly PostgresNodes _nodes = new();

    public PostgresNodes Nodes => _nodes;

    public override async Task<IReadOnlyList<string>> NamesAsync() =>
        await (await _nodes.DatabaseAsync()).ReadAsync("SELECT id::text FROM checkpoint_blobs");

    public override async Task<byte[]> ReadRawAsync(string name)
    {
        await using NpgsqlCommand command = await CommandAsync("SELECT bytes FROM checkpoint_chunks WHERE blob = $1 ORDER BY number", name);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<byte> bytes = [];
        while (await reader.ReadAsync()) bytes.AddRange(await reader.GetFieldValueAsync<byte[]>(0));
        return [.. bytes];
    }

    public override async Task WriteRawAsync(string name, byte[] bytes)
    {
        await using NpgsqlCommand delete = await CommandAsync("DELETE FROM checkpoint_chunks WHERE blob = $1", name);
        await delete.ExecuteNonQueryAsync();
        for (int number = 0; number * ChunkWritingStream.ChunkLength < bytes.Length; number++)
        {
            int from = number * ChunkWritingStream.ChunkLength;
            await using NpgsqlCommand insert = await CommandAsync(
                "INSERT INTO checkpoint_chunks VALUES ($1, $2, $3)",
                name,
                number,
                bytes[from..Math.Min(bytes.Length, from + ChunkWritingStream.ChunkLength)]);
            await insert.ExecuteNonQueryAsync();
        }
    }

    public override async Task DeleteAsync(string name)
    {
        await using NpgsqlCommand command = await CommandAsync("DELETE FROM checkpoint_blobs WHERE id = $1", name);
        await command.ExecuteNonQueryAsync();
    }

    public override ValueTask DisposeAsync() => _nodes.DisposeAsync();

    public async Task<PostgresCheckpointStore> OpenNodeAsync(CheckpointOptions options)
    {
        PostgresNode node = await _nodes.OpenAsync(services => services
            .AddSingleton<TimeProvider>(Time)
            .AddPostgresCheckpoints(configured => configured.ActiveKey = options.ActiveKey)
            .Configure<CheckpointOptions>(configured =>
            {
                foreach ((string id, string key) in options.Keys) configured.Keys.Add(id, key);
            }));
        return node.Services.GetRequiredService<PostgresCheckpointStore>();
    }

    protected override ICheckpointStore Open(CheckpointOptions options) => Task.Run(() => OpenNodeAsync(options)).GetAwaiter().GetResult();

    private async Task<NpgsqlCommand> CommandAsync(string sql, string name, params object[] values)
    {
        NpgsqlCommand command = new(sql, (await _nodes.DatabaseAsync()).Connection);
        command.Parameters.Add(new NpgsqlParameter { Value = Guid.Parse(name) });
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
