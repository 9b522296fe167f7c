using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Reporting.Store;

/// <summary>Binds JSON without making strings of it.</summary>
internal static class JsonBinding
{
    /// <summary>Binds a caller's JSON as it was given.</summary>
    public static SqliteStatement BindJson(this SqliteStatement statement, int parameter, JsonElement? value) =>
        value is { } element
            ? statement.Bind(parameter, JsonMarshal.GetRawUtf8Value(element))
            : statement.Bind(parameter, (string?)null);

    /// <summary>Binds a value of the contracts as JSON.</summary>
    public static SqliteStatement BindJson<T>(this SqliteStatement statement, int parameter, T? value)
        where T : class => value is null
            ? statement.Bind(parameter, (string?)null)
            : statement.Bind(
                parameter,
                JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)OrchestratorJson.Journal.GetTypeInfo(typeof(T))));

    /// <summary>Whether the JSON is a string.</summary>
    public static bool IsText(this JsonElement value) => value.ValueKind == JsonValueKind.String;

    /// <summary>Binds the text itself where the JSON is a string, and else the JSON.</summary>
    public static SqliteStatement BindTextOrJson(this SqliteStatement statement, int parameter, JsonElement value)
    {
        ReadOnlySpan<byte> json = JsonMarshal.GetRawUtf8Value(value);
        if (!value.IsText()) return statement.Bind(parameter, json);
        return json.Contains((byte)'\\')
            ? statement.Bind(parameter, value.GetString())
            : statement.Bind(parameter, json[1..^1]);
    }
}
