using Orchestrator.Journal.Sqlite;

namespace Orchestrator.Journal;

/// <summary>The statements on the table <c>OrleansStorage</c>.</summary>
internal static class StateTable
{
    public static StoredState? Find(SqliteSession session, string grain, string state) => session
        .Prepare("SELECT payload, etag FROM OrleansStorage WHERE grain_id = ?1 AND state_name = ?2")
        .Bind(1, grain)
        .Bind(2, state)
        .ReadRows(row => new StoredState(row.Utf8(0).ToArray(), row.Text(1)))
        .SingleOrDefault();

    public static string? FindETag(SqliteSession session, string grain, string state) => session
        .Prepare("SELECT etag FROM OrleansStorage WHERE grain_id = ?1 AND state_name = ?2")
        .Bind(1, grain)
        .Bind(2, state)
        .ReadRows(row => row.Text(0))
        .SingleOrDefault();

    /// <returns>False when there is one already.</returns>
    public static bool Insert(
        SqliteWriteConnection connection, string grain, string state, byte[] payload, string etag, long modifiedAt)
    {
        connection
            .Prepare(
                """
                INSERT INTO OrleansStorage (grain_id, state_name, payload, etag, modified_at)
                VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (grain_id, state_name) DO NOTHING
                """)
            .Bind(1, grain)
            .Bind(2, state)
            .BindUtf8(3, payload)
            .Bind(4, etag)
            .Bind(5, modifiedAt)
            .Execute();
        return connection.Changes == 1;
    }

    /// <returns>False when that version isn't stored.</returns>
    public static bool Update(
        SqliteWriteConnection connection,
        string grain,
        string state,
        byte[] payload,
        string knownETag,
        string newETag,
        long modifiedAt)
    {
        connection
            .Prepare(
                """
                UPDATE OrleansStorage SET payload = ?4, etag = ?5, modified_at = ?6
                WHERE grain_id = ?1 AND state_name = ?2 AND etag = ?3
                """)
            .Bind(1, grain)
            .Bind(2, state)
            .Bind(3, knownETag)
            .BindUtf8(4, payload)
            .Bind(5, newETag)
            .Bind(6, modifiedAt)
            .Execute();
        return connection.Changes == 1;
    }

    /// <returns>False when that version isn't stored.</returns>
    public static bool Delete(SqliteWriteConnection connection, string grain, string state, string knownETag)
    {
        connection
            .Prepare("DELETE FROM OrleansStorage WHERE grain_id = ?1 AND state_name = ?2 AND etag = ?3")
            .Bind(1, grain)
            .Bind(2, state)
            .Bind(3, knownETag)
            .Execute();
        return connection.Changes == 1;
    }
}

/// <summary>A stored state: UTF-8 JSON and its version.</summary>
internal sealed record StoredState(byte[] Payload, string ETag);
