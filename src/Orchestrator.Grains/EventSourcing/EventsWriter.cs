using System.Buffers;
using System.Text.Json;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// Writes the events of a row, one after the other: as one list they would cost the serializer a stack on the heap. Each thread keeps
/// its own, for no more than a row is written at a time.
/// </summary>
internal sealed class EventsWriter : IDisposable
{
    private const int KeptBytes = 256 * 1024;

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = OrchestratorJson.Journal.Encoder,
        MaxDepth = OrchestratorJson.Journal.MaxDepth,
        SkipValidation = true, // the serializer writes nothing else than JSON
    };

    [ThreadStatic]
    private static EventsWriter? t_own;

    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);
    private readonly Utf8JsonWriter _writer;

    private EventsWriter() => _writer = new(_buffer, Options);

    /// <summary>The events as a JSON array in UTF-8.</summary>
    public static byte[] Write<TEvent>(IReadOnlyList<TEvent> events)
    {
        EventsWriter own = t_own ?? new();
        t_own = null; // not kept when an event can't be written
        own._writer.WriteStartArray();
        for (int i = 0; i < events.Count; i++) JsonSerializer.Serialize(own._writer, events[i], OrchestratorJson.Journal);
        own._writer.WriteEndArray();
        own._writer.Flush();
        byte[] written = own._buffer.WrittenSpan.ToArray();
        if (own._buffer.Capacity > KeptBytes) return written;
        own._buffer.ResetWrittenCount();
        own._writer.Reset();
        t_own = own;
        return written;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
