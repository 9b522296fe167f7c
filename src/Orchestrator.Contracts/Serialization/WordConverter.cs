using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Serialization;

/// <summary>Reads and writes an enumeration as its words; an unknown word is refused with the allowed ones named.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
public sealed class WordConverter<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Words<T>.TryParse(reader.GetString(), out T value)
            ? value
            : throw new JsonException($"must be one of: {Words<T>.Allowed}");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Words<T>.Of(value));
}
