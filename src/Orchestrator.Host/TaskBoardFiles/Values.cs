using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>JSON values as people write them. Each throws a <see cref="FormatException"/> that says what is wanted.</summary>
internal static class Values
{
    /// <summary>A text; null is an empty one.</summary>
    public static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => string.Empty,
        JsonValueKind.String => value.GetString()!,
        _ => throw new FormatException("must be a text"),
    };

    /// <summary>A number; null is none.</summary>
    public static double? Number(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw new FormatException("must be a number");
    }

    /// <summary>An identifier; null and an empty text are none. A number is its digits.</summary>
    public static T? Id<T>(JsonElement value)
        where T : struct, IIdentifier<T> =>
        value.ValueKind == JsonValueKind.Null || (value.ValueKind == JsonValueKind.String && value.GetString()!.Length == 0)
            ? null
            : RequiredId<T>(value);

    /// <summary>An identifier that must be there.</summary>
    public static T RequiredId<T>(JsonElement value)
        where T : struct, IIdentifier<T>
    {
        string? text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
        return IdentifierText.IsValid(text) ? T.Parse(text, "id") : throw new FormatException(IdentifierText.Rule);
    }

    /// <summary>A list; null is an empty one.</summary>
    public static IReadOnlyList<T> List<T>(JsonElement value, Func<JsonElement, T> read) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => [.. value.EnumerateArray().Select(read)],
        _ => throw new FormatException("must be a list"),
    };

    /// <summary>Writes a list of texts.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
