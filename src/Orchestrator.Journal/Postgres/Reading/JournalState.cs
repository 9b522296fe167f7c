using Npgsql;

namespace Orchestrator.Journal.Postgres.Reading;

/// <summary>How far the journal is, in one snapshot.</summary>
/// <param name="Horizon">No row can appear below it any more.</param>
/// <param name="Readable">The highest position below the horizon, 0 when there is none.</param>
/// <param name="Last">The highest committed position, 0 when the journal is empty.</param>
internal readonly record struct JournalState(long Horizon, long Readable, long Last)
{
    private const string Ask =
        $"""
        SELECT o.horizon,
               coalesce((SELECT max(position) FROM journal WHERE position < o.horizon), 0),
               coalesce((SELECT max(position) FROM journal), 0)
        FROM (SELECT {JournalPosition.Horizon} AS horizon FROM journal_origin) AS o
        """;

    public static async Task<JournalState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(Ask, connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new InvalidOperationException("The table journal_origin has no row; nothing can be read without it.");
        return new JournalState(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
