using Npgsql;
using NpgsqlTypes;

namespace Orchestrator.Journal.Postgres;

/// <summary>The statements on the table <c>grain_snapshots</c>, each a transaction of its own.</summary>
internal static class SnapshotRows
{
    public static async Task<StoredState?> FindAsync(NpgsqlConnection connection, string grain, string state)
    {
        await using NpgsqlCommand command = new(
            "SELECT payload, etag FROM grain_snapshots WHERE grain_id = $1 AND state_name = $2", connection);
        command.Parameters.Add(Text(grain));
        command.Parameters.Add(Text(state));
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new StoredState(await reader.GetFieldValueAsync<byte[]>(0), reader.GetString(1)) : null;
    }

    public static async Task<string?> FindETagAsync(NpgsqlConnection connection, string grain, string state)
    {
        await using NpgsqlCommand command = new(
            "SELECT etag FROM grain_snapshots WHERE grain_id = $1 AND state_name = $2", connection);
        command.Parameters.Add(Text(grain));
        command.Parameters.Add(Text(state));
        return await command.ExecuteScalarAsync() as string;
    }

    /// <returns>False when there is one already.</returns>
    public static async Task<bool> InsertAsync(
        NpgsqlConnection connection, string grain, string state, byte[] payload, string etag, DateTimeOffset modifiedAt)
    {
        await using NpgsqlCommand command = new(
            """
            INSERT INTO grain_snapshots (grain_id, state_name, payload, etag, modified_at)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (grain_id, state_name) DO NOTHING
            """,
            connection);
        command.Parameters.Add(Text(grain));
        command.Parameters.Add(Text(state));
        command.Parameters.Add(Json(payload));
        command.Parameters.Add(Text(etag));
        command.Parameters.Add(Time(modifiedAt));
        return await command.ExecuteNonQueryAsync() == 1;
    }

    /// <returns>False when that version isn't stored.</returns>
    public static async Task<bool> UpdateAsync(
        NpgsqlConnection connection,
        string grain,
        string state,
        byte[] payload,
        string knownETag,
        string newETag,
        DateTimeOffset modifiedAt)
    {
        await using NpgsqlCommand command = new(
            """
            UPDATE grain_snapshots SET payload = $4, etag = $5, modified_at = $6
            WHERE grain_id = $1 AND state_name = $2 AND etag = $3
            """,
            connection);
        command.Parameters.Add(Text(grain));
        command.Parameters.Add(Text(state));
        command.Parameters.Add(Text(knownETag));
        command.Parameters.Add(Json(payload));
        command.Parameters.Add(Text(newETag));
        command.Parameters.Add(Time(modifiedAt));
        return await command.ExecuteNonQueryAsync() == 1;
    }

    /// <returns>False when that version isn't stored.</returns>
    public static async Task<bool> DeleteAsync(NpgsqlConnection connection, string grain, string state, string knownETag)
    {
        await using NpgsqlCommand command = new(
            "DELETE FROM grain_snapshots WHERE grain_id = $1 AND state_name = $2 AND etag = $3", connection);
        command.Parameters.Add(Text(grain));
        command.Parameters.Add(Text(state));
        command.Parameters.Add(Text(knownETag));
        return await command.ExecuteNonQueryAsync() == 1;
    }

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    // The serializer's UTF-8 goes to the server as it is.
    private static NpgsqlParameter<byte[]> Json(byte[] utf8) => new() { TypedValue = utf8, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter<DateTimeOffset> Time(DateTimeOffset value) =>
        new() { TypedValue = value.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
