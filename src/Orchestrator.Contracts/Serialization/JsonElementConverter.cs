using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.Contracts.Serialization;

/// <summary>
/// Reads JSON values as the serializer would: but that takes as much memory again for a text as the text has bytes, to note what stands in it. As
/// the only item of a list it costs what it is; most messages are one text.
/// </summary>
internal sealed class JsonElementConverter : JsonConverter<JsonElement>
{
    private const int ShortBytes = 128;

    /// <inheritdoc/>
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.Length < ShortBytes)
            return JsonMetadataServices.JsonElementConverter.Read(ref reader, typeToConvert, options);
        int length = reader.ValueSpan.Length + 4;
        byte[] list = ArrayPool<byte>.Shared.Rent(length);
        "[\""u8.CopyTo(list);
        reader.ValueSpan.CopyTo(list.AsSpan(2));
        "\"]"u8.CopyTo(list.AsSpan(length - 2));
        JsonElement read = JsonElement.Parse(list.AsSpan(0, length))[0];
        ArrayPool<byte>.Shared.Return(list);
        return read;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);
}
