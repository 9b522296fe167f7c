using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Reporting.Store;

/// <summary>Columns that hold JSON.</summary>
internal static class JsonColumns
{
    // As deep as the journal may hold it.
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = OrchestratorJson.Journal.MaxDepth };

    public static JsonElement Json(this SqliteStatement row, int column)
    {
        Utf8JsonReader reader = new(row.Utf8(column), Deep);
        return JsonElement.ParseValue(ref reader);
    }

    public static JsonElement? OptionalJson(this SqliteStatement row, int column) =>
        row.IsNull(column) ? null : row.Json(column);

    /// <summary>A value of the contracts, as <see cref="JsonBinding"/> bound it.</summary>
    public static T? OptionalObject<T>(this SqliteStatement row, int column)
        where T : class => row.IsNull(column)
        ? null
        : JsonSerializer.Deserialize(row.Utf8(column), (JsonTypeInfo<T>)OrchestratorJson.Journal.GetTypeInfo(typeof(T)));

    /// <summary>A list of texts, empty where there is none.</summary>
    public static IReadOnlyList<string> Texts(this SqliteStatement row, int column) => row.IsNull(column)
        ? []
        : [.. row.Json(column).EnumerateArray().Select(text => text.GetString()!)];

    public static IReadOnlyDictionary<string, T>? OptionalMap<T>(
        this SqliteStatement row, int column, Func<JsonElement, T> read) => row.IsNull(column)
        ? null
        : row.Json(column).EnumerateObject().ToDictionary(p => p.Name, p => read(p.Value), StringComparer.Ordinal);
}
