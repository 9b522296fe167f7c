using System.Globalization;
using System.Text.Json;

namespace Orchestrator.Cli.Output;

/// <summary>How values read in tables.</summary>
internal static class Texts
{
    /// <summary>A time, in UTC, to the second.</summary>
    public static string? Of(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A number.</summary>
    public static string? Of(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A time span in milliseconds, as people read it.</summary>
    public static string? Milliseconds(double? number) => number switch
    {
        null => null,
        < 1_000 => string.Create(CultureInfo.InvariantCulture, $"{number:0.#} ms"),
        < 120_000 => string.Create(CultureInfo.InvariantCulture, $"{number / 1_000:0.#} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 60_000:0.#} min"),
    };

    /// <summary>A list.</summary>
    public static string? Of(IReadOnlyList<string>? values) => values is null ? null : string.Join(", ", values);

    /// <summary>A JSON value: the text itself where it is a string.</summary>
    public static string? Of(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => other.GetRawText(),
    };

    /// <summary>A property of a JSON object; null where it is absent.</summary>
    public static string? Of(JsonElement item, string property) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(property, out JsonElement value) ? Of(value) : null;

    /// <summary>A time that is a property of a JSON object; as it came where it is none.</summary>
    public static string? Time(JsonElement item, string property) =>
        Of(item, property) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out DateTimeOffset time) ? Of(time) : Of(item, property);
}
