using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>JSON values as people write them. Each throws a <see cref="FormatException"/> that says what is wanted.</summary>
internal static class Values
{
    private const int MaxShown = 60;

    /// <summary>A value for a message or the log: its beginning, as JSON, on one line, with nothing in it that a terminal obeys.</summary>
    public static string Shown(JsonElement value)
    {
        var shown = new StringBuilder();
        foreach (Rune rune in value.GetRawText().EnumerateRunes())
        {
            if (shown.Length >= MaxShown) return $"{shown}…";
            bool isPlain = rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            if (isPlain) shown.Append(rune);
            else foreach (char unit in rune.ToString()) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
        }

        return shown.ToString();
    }

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
