using System.Text.Json;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Streams;

/// <summary>Takes the rows of the journal apart into their events.</summary>
public static class EventDecoder
{
    /// <summary>The events of a row, in order.</summary>
    public static IEnumerable<EventEnvelope> Decode(JournalEntry row)
    {
        EventMetadata metadata = JsonSerializer.Deserialize<EventMetadata>(row.Metadata, OrchestratorJson.Journal) ?? EventMetadata.None;
        JsonElement events = JsonSerializer.Deserialize<JsonElement>(row.Payload.Utf8, OrchestratorJson.Journal);
        int index = 0;
        foreach (JsonElement change in events.EnumerateArray())
        {
            string type = change.GetProperty(JournaledEvent.Discriminator).GetString()!;
            yield return new EventEnvelope(
                row.Position,
                row.Grain,
                row.Sequence + index,
                type,
                change.TryGetProperty("at", out JsonElement at) ? at.GetDateTimeOffset() : row.At,
                ActorOf(metadata, index),
                Redaction.Of(type, change));
            index++;
        }
    }

    // A commit may hold several commands; each has its own actor from its first event on.
    private static string? ActorOf(EventMetadata metadata, int index)
    {
        string? actor = metadata.Actor;
        foreach (EventMetadata.LaterCommand later in metadata.Later ?? [])
        {
            if (later.FirstEvent <= index) actor = later.Actor;
        }

        return actor;
    }
}
