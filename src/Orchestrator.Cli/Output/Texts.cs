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

    /// <summary>A list.</summary>
    public static string? Of(IReadOnlyList<string>? values) => values is null ? null : string.Join(", ", values);

    /// <summary>A JSON value: the text itself where it is a string.</summary>
    public static string? Of(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => other.GetRawText(),
    };
}
