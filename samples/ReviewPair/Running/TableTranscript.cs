using System.Text.Json;
using Microsoft.Data.Sqlite;
using Orchestrator.Contracts.Identifiers;
using SQLitePCL;

namespace ReviewPair.Running;

/// <summary>Reads the host's reporting tables; the host runs on meanwhile.</summary>
internal sealed class TableTranscript(string file) : ITranscriptSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptEntry>> ReadAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        Batteries_V2.Init();
        if (!File.Exists(file)) throw new IOException($"{file} does not exist; --data must be the folder that the host was started with");
        try
        {
            await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            await connection.OpenAsync(cancellationToken);
            await using SqliteCommand command = connection.CreateCommand();
            command.CommandText =
                """
                SELECT sequence, created_at, sender, receiver, type, content_json
                FROM messages
                WHERE conversation_id = $conversation
                ORDER BY sequence
                """;
            command.Parameters.AddWithValue("$conversation", conversation.Value);
            await using SqliteDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            var entries = new List<TranscriptEntry>();
            while (await reader.ReadAsync(cancellationToken))
            {
                using JsonDocument content = JsonDocument.Parse(reader.GetString(5));
                entries.Add(new TranscriptEntry(
                    reader.GetInt64(0),
                    reader.GetString(1),
                    reader.GetString(2),
                    await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3),
                    reader.GetString(4),
                    content.RootElement.Clone()));
            }

            return entries;
        }
        catch (SqliteException exception)
        {
            throw new IOException($"{file} cannot be read: {exception.Message}", exception);
        }
    }
}
