using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>The kinds of arguments that tools have.</summary>
internal static class ToolParameters
{
    /// <summary>A text.</summary>
    public static ToolParameter<string?> Text(string name, string description, int maxLength) => new(
        name,
        () => Typed("string", description, ("minLength", 1), ("maxLength", maxLength)),
        false,
        null,
        value => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= maxLength
            ? text
            : throw new ValidationException(name, $"must be a text of 1 to {maxLength} characters"));

    /// <summary>A list of texts.</summary>
    public static ToolParameter<IReadOnlyList<string>?> Texts(string name, string description, int maxItems, int maxLength, int minItems = 0) => new(
        name,
        () =>
        {
            JsonObject schema = Typed("array", description, ("maxItems", maxItems));
            if (minItems > 0) schema["minItems"] = minItems;
            schema["items"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = maxLength };
            return schema;
        },
        false,
        null,
        value => ReadTexts(name, value, minItems, maxItems, maxLength));

    /// <summary>A whole number.</summary>
    public static ToolParameter<long?> Integer(string name, string description, long min, long max, long? absent = null) => new(
        name,
        () => WithDefault(Typed("integer", description, ("minimum", min), ("maximum", max)), absent is { } value ? JsonValue.Create(value) : null),
        false,
        absent,
        value => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= min && number <= max
            ? number
            : throw new ValidationException(name, $"must be a whole number from {min} to {max}"));

    /// <summary>A number.</summary>
    public static ToolParameter<double?> Number(string name, string description, double min, double max, double? absent = null) => new(
        name,
        () => WithDefault(Typed("number", description, ("minimum", min), ("maximum", max)), absent is { } value ? JsonValue.Create(value) : null),
        false,
        absent,
        value => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number >= min && number <= max
            ? number
            : throw new ValidationException(name, $"must be a number from {min} to {max}"));

    /// <summary>Yes or no.</summary>
    public static ToolParameter<bool> Flag(string name, string description, bool absent) => new(
        name,
        () => WithDefault(Typed("boolean", description), JsonValue.Create(absent)),
        false,
        absent,
        value => value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new ValidationException(name, "must be true or false"));

    /// <summary>A word of an enumeration, or of a part of it.</summary>
    public static ToolParameter<T?> Word<T>(string name, string description, params IReadOnlyList<T> allowed)
        where T : struct, Enum
    {
        string[] words = [.. (allowed.Count > 0 ? allowed : Enum.GetValues<T>()).Select(Words<T>.Of)];
        return new(
            name,
            () => Enumerated(description, words),
            false,
            null,
            value => value.ValueKind == JsonValueKind.String && words.Contains(value.GetString(), StringComparer.OrdinalIgnoreCase)
                && Words<T>.TryParse(value.GetString(), out T word)
                ? word
                : throw new ValidationException(name, $"must be one of: {string.Join(", ", words)}"));
    }

    /// <summary>One of a few words.</summary>
    public static ToolParameter<string?> OneOf(string name, string description, params IReadOnlyList<string> words) => new(
        name,
        () => Enumerated(description, words),
        false,
        null,
        value => value.ValueKind == JsonValueKind.String && words.Contains(value.GetString(), StringComparer.Ordinal)
            ? value.GetString()
            : throw new ValidationException(name, $"must be one of: {string.Join(", ", words)}"));

    /// <summary>An identifier.</summary>
    public static ToolParameter<T?> Id<T>(string name, string description)
        where T : struct, IIdentifier<T> => new(
            name,
            () => Typed("string", description, ("minLength", 1), ("maxLength", IdentifierText.MaxLength)),
            false,
            null,
            value => T.Parse(value.ValueKind == JsonValueKind.String ? value.GetString() : null, name));

    /// <summary>A list of identifiers.</summary>
    public static ToolParameter<IReadOnlyList<T>?> Ids<T>(string name, string description, int maxItems)
        where T : struct, IIdentifier<T>
    {
        ToolParameter<IReadOnlyList<string>?> texts = Texts(name, description, maxItems, IdentifierText.MaxLength);
        return new(
            name, texts.Schema, false, null, value => [.. ReadTexts(name, value, 0, maxItems, IdentifierText.MaxLength).Select(text => T.Parse(text, name))]);
    }

    /// <summary>Any JSON value but null.</summary>
    public static ToolParameter<JsonElement?> Json(string name, string description) => new(
        name,
        () => new JsonObject { ["description"] = description },
        false,
        null,
        value => value.Clone());

    /// <summary>The caller's own key for a command, so that it may be sent again.</summary>
    public static ToolParameter<string?> Key { get; } = new(
        "idempotency_key",
        () => Typed("string", "Your own key for this call: repeated with the same key it is done once. 1 to 255 visible ASCII characters.", ("minLength", 1), ("maxLength", CommandKey.MaxLength)),
        false,
        null,
        value => value.ValueKind == JsonValueKind.String && CommandKey.IsValid(value.GetString())
            ? value.GetString()
            : throw new ValidationException("idempotency_key", CommandKey.Rule));

    private static string[] ReadTexts(string name, JsonElement value, int minItems, int maxItems, int maxLength)
    {
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() < minItems || value.GetArrayLength() > maxItems)
            throw new ValidationException(name, $"must be a list of {minItems} to {maxItems} texts");
        return [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } text && text.Length <= maxLength
            ? text
            : throw new ValidationException(name, $"must be a list of texts of 1 to {maxLength} characters"))];
    }

    private static JsonObject Typed(string type, string description, params ReadOnlySpan<(string Name, JsonNode Value)> limits)
    {
        var schema = new JsonObject { ["type"] = type, ["description"] = description };
        foreach ((string name, JsonNode value) in limits) schema[name] = value;
        return schema;
    }

    private static JsonObject Enumerated(string description, IEnumerable<string> words) =>
        new() { ["type"] = "string", ["description"] = description, ["enum"] = new JsonArray([.. words.Select(word => (JsonNode)word)]) };

    private static JsonObject WithDefault(JsonObject schema, JsonNode? absent)
    {
        if (absent is not null) schema["default"] = absent;
        return schema;
    }
}
