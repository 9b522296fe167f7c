using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// Writes the events of a row, one after the other and each as what it is: a list, and an object of which the serializer must first find out
/// what it is, cost it a stack on the heap. Each thread keeps its own, for no more than a row is written at a time.
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

    // The journal's contract, but an event's name is a property of its type.
    private static readonly JsonSerializerOptions Concrete = new(OrchestratorJson.Journal)
    {
        TypeInfoResolver = OrchestratorJson.Journal.TypeInfoResolver!.WithAddedModifier(AddName),
    };

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? t_own;

    /// <summary>The events as a JSON array in UTF-8.</summary>
    public static byte[] Write<TEvent>(IReadOnlyList<TEvent> events)
        where TEvent : JournaledEvent => Write(events, 0, static written => written.ToArray());

    /// <summary>The same, in bytes that are given back.</summary>
    public static RentedPayload Rent<TEvent>(IReadOnlyList<TEvent> events)
        where TEvent : JournaledEvent => Write(events, 0, RentedPayload.Of);

    /// <summary>How many bytes the events from one on take.</summary>
    public static int Measure<TEvent>(IReadOnlyList<TEvent> events, int first)
        where TEvent : JournaledEvent => Write(events, first, static written => written.Length);

    private static TPayload Write<TEvent, TPayload>(IReadOnlyList<TEvent> events, int first, Func<ReadOnlySpan<byte>, TPayload> copy)
        where TEvent : JournaledEvent
    {
        (ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = t_own ?? New();
        t_own = null; // not kept when an event can't be written
        writer.WriteStartArray();
        for (int i = first; i < events.Count; i++) JsonSerializer.Serialize(writer, events[i], Concrete.GetTypeInfo(events[i].GetType()));
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

    private static void AddName(JsonTypeInfo type)
    {
        if (type.Type.IsAbstract || !type.Type.IsSubclassOf(typeof(JournaledEvent))) return;
        JsonPropertyInfo name = type.CreateJsonPropertyInfo(typeof(string), JournaledEvent.Discriminator);
        name.Get = static change => EventNames.Of((JournaledEvent)change);
        type.Properties.Insert(0, name);
    }
}
