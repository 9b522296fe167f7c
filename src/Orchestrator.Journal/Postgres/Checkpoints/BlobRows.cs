using Npgsql;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Journal.Postgres;

/// <summary>The statements on the tables of checkpoints.</summary>
internal static class BlobRows
{
    public static async Task<Guid?> FindAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, "SELECT id FROM checkpoint_blobs WHERE name = $1", name);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    public static async Task<List<BlobRow>> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, "SELECT id, name, touched_at FROM checkpoint_blobs");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        List<BlobRow> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            string? name = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1);
            rows.Add(new BlobRow(reader.GetGuid(0), name, reader.GetDateTime(2)));
        }

        return rows;
    }

    /// <returns>False when it is gone, or was stored again since it was listed.</returns>
    public static async Task<bool> DeleteAsync(NpgsqlConnection connection, BlobRow row, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(
            connection, "DELETE FROM checkpoint_blobs WHERE id = $1 AND touched_at = $2", row.Id, row.TouchedAt);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public static async Task<int> DeleteUnnamedAsync(NpgsqlConnection connection, Guid id)
    {
        await using NpgsqlCommand command = Command(connection, "DELETE FROM checkpoint_blobs WHERE id = $1 AND name IS NULL", id);
        return await command.ExecuteNonQueryAsync();
    }

    /// <returns>How many bytes it has; null when it is gone.</returns>
    public static async Task<long?> TouchAsync(NpgsqlConnection connection, Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(
            connection,
            "UPDATE checkpoint_blobs SET touched_at = $2 WHERE id = $1 AND name IS NOT NULL RETURNING length",
            id,
            at.ToUniversalTime());
        return await command.ExecuteScalarAsync(cancellationToken) as long?;
    }

    /// <summary>Names a blob; another of that name goes. Of several at the same time the last one stays.</summary>
    /// <returns>False when it is gone: it was written to so slowly that another node took it for abandoned.</returns>
    public static async Task<bool> NameAsync(
        NpgsqlConnection connection, Guid id, string name, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand order = Command(connection, "SELECT pg_advisory_xact_lock($1)", AdvisoryKey.Of($"blob/{name}"));
        await order.ExecuteNonQueryAsync(cancellationToken);
        await using NpgsqlCommand delete = Command(connection, "DELETE FROM checkpoint_blobs WHERE name = $1 AND id <> $2", name, id);
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await using NpgsqlCommand rename = Command(
            connection, "UPDATE checkpoint_blobs SET name = $2, touched_at = $3 WHERE id = $1", id, name, at.ToUniversalTime());
        return await rename.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <returns>False when another key has this id.</returns>
    public static async Task<bool> IsKeyKnownAsync(NpgsqlConnection connection, CheckpointKey key, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand insert = Command(
            connection, "INSERT INTO checkpoint_keys (id, mark) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING", key.Id, key.Mark.ToArray());
        await insert.ExecuteNonQueryAsync(cancellationToken);
        await using NpgsqlCommand compare = Command(
            connection, "SELECT mark = $2 FROM checkpoint_keys WHERE id = $1", key.Id, key.Mark.ToArray());
        return await compare.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        NpgsqlCommand command = new(sql, connection);
        foreach (object value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
