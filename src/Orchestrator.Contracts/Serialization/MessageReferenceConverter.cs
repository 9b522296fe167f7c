using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Contracts.Serialization;

/// <summary>
/// Reads and writes references to messages as the serializer would, null fields left out: but that boxes what it reads for a constructor
/// of many parameters, and there is one of these for each message and each of its recipients.
/// </summary>
internal sealed class MessageReferenceConverter : JsonConverter<MessageReference>
{
    private static readonly IdentifierConverter<MessageId> Ids = new();
    private static readonly PriorityConverter Priorities = new();
    private static readonly InstantConverter Instants = new();
    private static readonly WordConverter<DeliveryMethod> Methods = new();

    /// <inheritdoc/>
    public override MessageReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("must be a reference to a message");
        MessageId id = default;
        long sequence = 0;
        Priority priority = default;
        DateTimeOffset sentAt = default;
        int? maxRetries = null;
        DateTimeOffset? expiresAt = null;
        DeliveryMethod? method = null;
        DateTimeOffset? notBefore = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (Is(ref reader, "id"u8)) id = Ids.Read(ref reader, typeof(MessageId), options);
            else if (Is(ref reader, "sequence"u8)) sequence = reader.GetInt64();
            else if (Is(ref reader, "priority"u8)) priority = Priorities.Read(ref reader, typeof(Priority), options);
            else if (Is(ref reader, "sentAt"u8)) sentAt = Instants.Read(ref reader, typeof(DateTimeOffset), options);
            else if (Is(ref reader, "maxRetries"u8)) maxRetries = IsNull(ref reader) ? null : reader.GetInt32();
            else if (Is(ref reader, "expiresAt"u8)) expiresAt = Instant(ref reader, options);
            else if (Is(ref reader, "method"u8)) method = IsNull(ref reader) ? null : Methods.Read(ref reader, typeof(DeliveryMethod), options);
            else if (Is(ref reader, "notBefore"u8)) notBefore = Instant(ref reader, options);
            else reader.Skip(); // its value too
        }

        return new(id, sequence, priority, sentAt, maxRetries, expiresAt, method, notBefore);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MessageReference value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, value.Id.Value);
        writer.WriteNumber("sequence"u8, value.Sequence);
        writer.WriteNumber("priority"u8, (int)value.Priority);
        Write(writer, "sentAt"u8, value.SentAt, options);
        if (value.MaxRetries is { } maxRetries) writer.WriteNumber("maxRetries"u8, maxRetries);
        if (value.ExpiresAt is { } expiresAt) Write(writer, "expiresAt"u8, expiresAt, options);
        if (value.Method is { } method) writer.WriteString("method"u8, Words<DeliveryMethod>.Of(method));
        if (value.NotBefore is { } notBefore) Write(writer, "notBefore"u8, notBefore, options);
        writer.WriteEndObject();
    }

    private static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    private static bool IsNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    private static DateTimeOffset? Instant(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        IsNull(ref reader) ? null : Instants.Read(ref reader, typeof(DateTimeOffset), options);

    private static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset at, JsonSerializerOptions options)
    {
        writer.WritePropertyName(name);
        Instants.Write(writer, at, options);
    }
}
