using Npgsql;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// Reads a blob chunk by chunk. Between two chunks it holds no connection: who reads it may be slow.
/// </summary>
internal sealed class ChunkReadingStream(PostgresDatabase database, Guid id) : OneWayStream
{
    private ReadOnlyMemory<byte> _chunk;
    private int _next;
    private bool _ended;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        while (_chunk.IsEmpty)
        {
            if (_ended) return 0;
            byte[]? next = await ReadChunkAsync(cancellationToken);
            _next++;
            (_chunk, _ended) = (next, next is null);
        }

        int taken = Math.Min(buffer.Length, _chunk.Length);
        _chunk[..taken].CopyTo(buffer);
        _chunk = _chunk[taken..];
        return taken;
    }

    private async Task<byte[]?> ReadChunkAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(
                "Reading a snapshot",
                async connection =>
                {
                    await using NpgsqlCommand command = new("SELECT bytes FROM checkpoint_chunks WHERE blob = $1 AND number = $2", connection);
                    command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
                    command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _next });
                    return await command.ExecuteScalarAsync(cancellationToken) as byte[];
                },
                cancellationToken);
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException("the stored snapshot can't be read now", error);
        }
    }
}
