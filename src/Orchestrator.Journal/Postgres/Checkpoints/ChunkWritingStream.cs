using Npgsql;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Postgres;

/// <summary>Writes a blob as rows of chunks, each committed when it is full, so that little of it is ever in memory.</summary>
internal sealed class ChunkWritingStream(PostgresDatabase database, Guid id, TimeProvider time) : OneWayStream
{
    /// <summary>The bytes of a chunk; the last has fewer.</summary>
    public const int ChunkLength = 256 * 1024;

    private const string First =
        """
        WITH blob AS (INSERT INTO checkpoint_blobs (id, length, touched_at) VALUES ($1, $2, $3) RETURNING id)
        INSERT INTO checkpoint_chunks (blob, number, bytes) SELECT id, $4, $5 FROM blob
        """;

    private const string Next =
        """
        WITH blob AS (UPDATE checkpoint_blobs SET length = $2, touched_at = $3 WHERE id = $1 RETURNING id)
        INSERT INTO checkpoint_chunks (blob, number, bytes) SELECT id, $4, $5 FROM blob
        """;

    private readonly MemoryStream _pending = new();
    private int _number;

    public override bool CanWrite => true;

    /// <summary>How many bytes were written.</summary>
    public long Written { get; private set; }

    // Compression hands down small pieces of its own accord, also without waiting; they stay until something waits.
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _pending.Write(buffer);
        Written += buffer.Length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        if (_pending.Length >= ChunkLength) await StoreAsync(ChunkLength, cancellationToken);
    }

    /// <summary>The error of a blob that another node's sweep took for abandoned, because it came in so slowly.</summary>
    public static UnavailableException Dropped() => new("the snapshot came in too slowly and was dropped; send it again");

    /// <summary>Writes what is left.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => StoreAsync(1, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _pending.Dispose();
        base.Dispose(disposing);
    }

    private async Task StoreAsync(int atLeast, CancellationToken cancellationToken)
    {
        byte[] bytes = _pending.GetBuffer();
        int from = 0;
        for (int left = (int)_pending.Length; left >= atLeast; left = (int)_pending.Length - from)
        {
            int length = Math.Min(left, ChunkLength);
            await StoreAsync(bytes.AsMemory(from, length), cancellationToken);
            from += length;
        }

        byte[] rest = bytes[from..(int)_pending.Length];
        _pending.SetLength(0);
        _pending.Write(rest);
    }

    private async Task StoreAsync(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        int number = _number;
        int written = await database.WriteAsync(
            "Storing a part of a snapshot",
            async connection =>
            {
                await using NpgsqlCommand command = new(number == 0 ? First : Next, connection);
                command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = ((long)number * ChunkLength) + chunk.Length });
                command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow().ToUniversalTime() });
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = number });
                command.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = chunk });
                return await command.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken);
        if (written == 0) throw Dropped();
        _number++;
    }
}
