using System.Text.Json;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Journal;

/// <summary>What a row says.</summary>
public static class JournalEntryExtensions
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = OrchestratorJson.Journal.MaxDepth };

    /// <summary>
    /// Reads the events of a row, one after the other: as one list they would cost the serializer a stack on the heap for each row.
    /// </summary>
    /// <typeparam name="TEvent">The events of the kind of grain.</typeparam>
    /// <exception cref="JsonException">The payload is not a list of such events.</exception>
    /// <exception cref="NotSupportedException">An event says nothing of what it is.</exception>
    public static IReadOnlyList<TEvent> ReadEvents<TEvent>(this JournalEntry row)
        where TEvent : JournaledEvent
    {
        ArgumentNullException.ThrowIfNull(row);
        var reader = new Utf8JsonReader(row.Payload.Utf8, Options);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) throw new JsonException("the payload is not a list");
        List<TEvent> events = new(1);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            events.Add(JsonSerializer.Deserialize<TEvent>(ref reader, OrchestratorJson.Journal) ?? throw new JsonException("the payload has a null event"));
        reader.Read(); // which refuses what stands behind the list
        return events;
    }
}
