using System.Text;
using System.Text.Json;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Streams;

/// <summary>An event as all readers get it: decoded and written once.</summary>
public sealed class FeedEvent
{
    private FeedEvent(EventCursor cursor, EventEnvelope envelope, Subjects subjects)
    {
        Streamed = new(cursor, envelope);
        Frame = FrameOf(cursor, envelope);
        Subjects = subjects;
    }

    /// <summary>The event, and the reader's place once it has it.</summary>
    public StreamedEvent Streamed { get; }

    /// <summary>The event as server-sent events have it: id, event and data, and the empty line.</summary>
    public ReadOnlyMemory<byte> Frame { get; }

    /// <summary>Whom it belongs to.</summary>
    internal Subjects Subjects { get; }

    internal static FeedEvent[] AllOf(Journal.JournalEntry row)
    {
        EventEnvelope[] envelopes = [.. EventDecoder.Decode(row)];
        var events = new FeedEvent[envelopes.Length];
        for (int i = 0; i < envelopes.Length; i++)
        {
            // The last one's place is behind the whole commit, however many events it has.
            EventCursor cursor = new(row.Position, i == envelopes.Length - 1 ? 0 : i + 1);
            events[i] = new(cursor, envelopes[i], Subjects.Of(envelopes[i]));
        }

        return events;
    }

    // JSON text has no line breaks but escaped ones, so the data is one line.
    private static byte[] FrameOf(EventCursor cursor, EventEnvelope envelope)
    {
        byte[] data = JsonSerializer.SerializeToUtf8Bytes(envelope, OrchestratorJson.Http.GetTypeInfo(typeof(EventEnvelope)));
        byte[] head = Encoding.UTF8.GetBytes($"id: {cursor}\nevent: {envelope.Type}\ndata: ");
        return [.. head, .. data, .. "\n\n"u8];
    }
}
