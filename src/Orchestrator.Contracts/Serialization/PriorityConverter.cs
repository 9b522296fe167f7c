using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Contracts.Serialization;

/// <summary>Reads priorities as numbers or words and writes numbers.</summary>
public sealed class PriorityConverter : JsonConverter<Priority>
{
    /// <inheritdoc/>
    public override Priority Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int number) && number is >= 1 and <= 4)
            return (Priority)number;
        if (reader.TokenType == JsonTokenType.String
            && Words<Priority>.TryParse(reader.GetString(), out Priority word))
            return word;
        throw new JsonException($"must be 1, 2, 3, 4 or one of: {Words<Priority>.Allowed}");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Priority value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((int)value);
}
