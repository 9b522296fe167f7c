using System.Text.Json;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Api;

/// <summary>What a host answered.</summary>
/// <param name="Json">The body as it came; <c>--json</c> prints it unchanged.</param>
internal sealed record HostAnswer(string Json)
{
    /// <summary>The body as a contract's type.</summary>
    /// <exception cref="FailedException">It is something else.</exception>
    public T Read<T>()
    {
        try
        {
            return (T?)JsonSerializer.Deserialize(Json, OrchestratorJson.Http.GetTypeInfo(typeof(T)))
                ?? throw new JsonException("the body is null");
        }
        catch (JsonException exception)
        {
            throw new FailedException($"the host's answer is not what this version expects: {exception.Message}", exception);
        }
    }

    /// <summary>The elements of the body's property <c>items</c> as a contract's type.</summary>
    public IReadOnlyList<T> ReadItems<T>()
    {
        JsonElement body = Read<JsonElement>();
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("items", out JsonElement items)
            || items.ValueKind != JsonValueKind.Array)
            throw new FailedException("the host's answer is not what this version expects: it has no items");
        return [.. items.EnumerateArray().Select(item => new HostAnswer(item.GetRawText()).Read<T>())];
    }
}
