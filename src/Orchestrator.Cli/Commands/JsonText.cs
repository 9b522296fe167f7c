using System.Text.Json;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands;

/// <summary>JSON values from the command line.</summary>
internal static class JsonText
{
    /// <summary>Reads a JSON value that was given as text.</summary>
    /// <exception cref="UsageException">It is not JSON.</exception>
    public static JsonElement Parse(string text, string source)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new UsageException($"{source} must be JSON: {exception.Message}");
        }
    }

    /// <summary>As <see cref="Parse"/> for what may be absent.</summary>
    public static JsonElement? ParseOptional(string? text, string source) => text is null ? null : Parse(text, source);

    /// <summary>A text as a JSON string.</summary>
    public static JsonElement OfText(string text) =>
        JsonSerializer.SerializeToElement(text, OrchestratorJson.Journal.GetTypeInfo(typeof(string)));
}
