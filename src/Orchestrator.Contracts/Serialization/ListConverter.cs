using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Serialization;

/// <summary>
/// Reads and writes a list with the converter of its items, as the serializer would: but that keeps a stack on the heap for a list
/// within an object, half a kilobyte each time, which the journal's most frequent events would pay in each of their lives.
/// </summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="items">Reads and writes one of them.</param>
internal sealed class ListConverter<T>(JsonConverter<T> items) : JsonConverter<IReadOnlyList<T>>
{
    /// <inheritdoc/>
    public override IReadOnlyList<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("must be a list");
        if (!Next(ref reader)) return [];
        T first = items.Read(ref reader, typeof(T), options)!;
        if (!Next(ref reader)) return [first];
        List<T> read = [first];
        do read.Add(items.Read(ref reader, typeof(T), options)!);
        while (Next(ref reader));
        return read;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (int i = 0; i < value.Count; i++) items.Write(writer, value[i], options);
        writer.WriteEndArray();
    }

    private static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;
}
