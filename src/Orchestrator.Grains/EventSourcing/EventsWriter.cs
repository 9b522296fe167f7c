using System.Buffers;
using System.Text.Json;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// Writes the events of a row, one after the other: as one list they would cost the serializer a stack on the heap. Each thread keeps
/// its own, for no more than a row is written at a time.
/// </summary>
internal static class EventsWriter
{
    private const int KeptBytes = 256 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = OrchestratorJson.Journal.Encoder,
        MaxDepth = OrchestratorJson.Journal.MaxDepth,
        SkipValidation = true, // the serializer writes nothing else than JSON
    };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? t_own;

    /// <summary>The events as a JSON array in UTF-8.</summary>
    public static byte[] Write<TEvent>(IReadOnlyList<TEvent> events) => Write(events, static written => written.ToArray());

    /// <summary>The same, in bytes that are given back.</summary>
    public static RentedPayload Rent<TEvent>(IReadOnlyList<TEvent> events) => Write(events, RentedPayload.Of);

    private static TPayload Write<TEvent, TPayload>(IReadOnlyList<TEvent> events, Func<ReadOnlySpan<byte>, TPayload> copy)
    {
        (ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = t_own ?? New();
        t_own = null; // not kept when an event can't be written
        writer.WriteStartArray();
        for (int i = 0; i < events.Count; i++) JsonSerializer.Serialize(writer, events[i], OrchestratorJson.Journal);
        writer.WriteEndArray();
        writer.Flush();
        TPayload written = copy(buffer.WrittenSpan);
        if (buffer.Capacity > KeptBytes) return written;
        buffer.ResetWrittenCount();
        writer.Reset();
        t_own = (buffer, writer);
        return written;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) New()
    {
        var buffer = new ArrayBufferWriter<byte>(4_096);
        return (buffer, new Utf8JsonWriter(buffer, Options));
    }
}
