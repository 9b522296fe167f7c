using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Client;

/// <summary>Makes the JSON values that messages have as content or context.</summary>
public static class MessageContent
{
    private static readonly JsonTypeInfo<IReadOnlyList<string>> TextsInfo =
        (JsonTypeInfo<IReadOnlyList<string>>)OrchestratorJson.Journal.GetTypeInfo(typeof(IReadOnlyList<string>));

    /// <summary>A text as a JSON string.</summary>
    /// <remarks>As the item of a list: by itself it would take twice the memory.</remarks>
    public static JsonElement Of(string text) => JsonSerializer.SerializeToElement<IReadOnlyList<string>>([text], TextsInfo)[0];

    /// <summary>A value of the caller's own type, written by its own contract.</summary>
    public static JsonElement Of<T>(T value, JsonTypeInfo<T> contract) => JsonSerializer.SerializeToElement(value, contract);
}
