using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Queries;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>
/// Answers for models: JSON, so that nothing in a message's text can pass for another message; without what is absent or as
/// usual; cut where it is long, with how to get the rest.
/// </summary>
internal static class Compact
{
    /// <summary>The most characters of all contents in one answer.</summary>
    public const int MaxTotal = 24_000;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Which page of a list.</summary>
    public static ToolParameter<string?> Cursor { get; } = ToolParameters.Text("cursor", "next_cursor of the answer before, for its next page.", 20);

    /// <summary>Writes an answer.</summary>
    public static string Write(JsonNode answer) => answer.ToJsonString(Json);

    /// <summary>An object of what is there.</summary>
    public static JsonObject Object(params IEnumerable<(string Name, JsonNode? Value)> fields)
    {
        var made = new JsonObject();
        foreach ((string name, JsonNode? value) in fields)
        {
            if (value is not null) made[name] = value;
        }

        return made;
    }

    /// <summary>A list; null without entries.</summary>
    public static JsonArray? Texts<T>(IEnumerable<T> values)
    {
        JsonNode[] items = [.. values.Select(value => (JsonNode)value!.ToString()!)];
        return items.Length == 0 ? null : new JsonArray(items);
    }

    /// <summary>A time to the second, UTC.</summary>
    public static JsonNode? Time(DateTimeOffset? time) =>
        time is { } at ? JsonValue.Create(at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)) : null;

    /// <summary>A text, cut where it is too long.</summary>
    public static string Cut(string text, int max) => text.Length <= max ? text : $"{text[..Whole(text, max)]}…";

    /// <summary>A JSON value as it is, or, where it is too long, the beginning of its text.</summary>
    /// <param name="value">The value; null for none.</param>
    /// <param name="max">The most characters.</param>
    /// <param name="left">How many characters were left off.</param>
    public static JsonNode? Value(JsonElement? value, int max, out int left)
    {
        left = 0;
        if (value is not { } json || json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined) return null;
        string text = TextOf(json);
        if (text.Length <= max) return json.ValueKind == JsonValueKind.String ? JsonValue.Create(text) : JsonNode.Parse(text);
        int kept = Whole(text, max);
        left = text.Length - kept;
        return JsonValue.Create(text[..kept]);
    }

    /// <summary>A JSON value as text: a string without its quotes.</summary>
    public static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>A part of a text, from a place on.</summary>
    public static string Part(string text, int from, int max)
    {
        int start = Math.Min(from, text.Length);
        if (start > 0 && start < text.Length && char.IsLowSurrogate(text[start])) start++;
        return text.Substring(start, Whole(text[start..], Math.Min(max, text.Length - start)));
    }

    /// <summary>A page of a list, with the cursor of the next one.</summary>
    public static JsonObject Page<T>(Page<T> page, string name, Func<T, JsonNode?> item)
    {
        bool more = page.TotalIsLowerBound || (long)page.PageNumber * page.PageSize < page.Total;
        return Object(
            (name, new JsonArray([.. page.Items.Select(item)])),
            ("total", more || page.PageNumber > 1 ? JsonValue.Create(page.Total) : null),
            ("total_is_lower_bound", page.TotalIsLowerBound ? true : null),
            ("next_cursor", more ? JsonValue.Create($"p{page.PageNumber + 1}") : null));
    }

    /// <summary>The page that a call asks for.</summary>
    public static PageRequest PageOf(ToolCall call, long size, string? orderBy = null)
    {
        int number = 1;
        if (call.Read(Cursor) is { } cursor
            && !(cursor[0] == 'p' && int.TryParse(cursor.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0))
            throw new ValidationException(Cursor.Name, "must be the next_cursor of an answer");
        return new() { Page = number, PageSize = (int)size, OrderBy = orderBy };
    }

    // Half of a surrogate pair is no text.
    private static int Whole(string text, int length) => length > 0 && length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
