using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Serialization;

/// <summary>Times as ISO 8601 in UTC with milliseconds, <c>2026-01-31T12:00:00.000Z</c>; any offset is read.</summary>
public sealed class InstantConverter : JsonConverter<DateTimeOffset>
{
    /// <summary>The one format in which times are written.</summary>
    public const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out DateTimeOffset value)
            ? value.ToUniversalTime()
            : throw new JsonException("must be a time in ISO 8601, such as 2026-01-31T12:00:00.000Z");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Format.Length];
        value.UtcDateTime.TryFormat(text, out int written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
