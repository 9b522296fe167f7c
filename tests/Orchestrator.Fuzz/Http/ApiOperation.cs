using System.Text.Json;

namespace Orchestrator.Fuzz.Http;

/// <summary>An operation of the OpenAPI document.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with parameters in braces.</param>
/// <param name="Parameters">In path, query and header.</param>
/// <param name="Body">The schema of its body; null when it has none.</param>
/// <param name="Example">A body that works; undefined when there is none.</param>
/// <param name="Statuses">What it may answer.</param>
internal sealed record ApiOperation(
    string Id, string Method, string Path, IReadOnlyList<ApiParameter> Parameters, JsonElement? Body, JsonElement Example, IReadOnlySet<int> Statuses)
{
    /// <summary>What a field <c>id</c> of its body, or the parameter <c>id</c>, is the id of.</summary>
    public string Owner => Path.Split('/', ':') is [_, "api", "v1", var first, ..] segments
        ? segments is [_, _, _, "sessions", "{id}", ("departments" or "checkpoints") and var inner] ? inner : first.Replace("-", string.Empty, StringComparison.Ordinal)
        : string.Empty;

    /// <summary>What the parameter <c>id</c> of its path is the id of.</summary>
    public string PathOwner => Path.Split('/') is [_, "api", "v1", var first, ..] ? first.Replace("-", string.Empty, StringComparison.Ordinal) : string.Empty;

    /// <summary>Reads all operations of a document.</summary>
    public static IReadOnlyList<ApiOperation> ReadAll(JsonElement document)
    {
        List<ApiOperation> operations = [];
        foreach (JsonProperty path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (JsonProperty method in path.Value.EnumerateObject())
            {
                JsonElement? content = method.Value.TryGetProperty("requestBody", out JsonElement body) ? body.GetProperty("content").GetProperty("application/json") : null;
                operations.Add(new(
                    method.Value.GetProperty("operationId").GetString()!,
                    method.Name.ToUpperInvariant(),
                    path.Name,
                    method.Value.TryGetProperty("parameters", out JsonElement parameters) ? [.. parameters.EnumerateArray().Select(ApiParameter.Read)] : [],
                    content?.GetProperty("schema"),
                    content is { } json && json.TryGetProperty("example", out JsonElement example) ? example : default,
                    method.Value.GetProperty("responses").EnumerateObject().Select(response => int.Parse(response.Name)).ToHashSet()));
            }
        }

        return operations;
    }
}

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="In">Where it stands: path, query or header.</param>
/// <param name="Schema">What it may be.</param>
internal sealed record ApiParameter(string Name, string In, JsonElement Schema)
{
    public static ApiParameter Read(JsonElement parameter) =>
        new(parameter.GetProperty("name").GetString()!, parameter.GetProperty("in").GetString()!, parameter.GetProperty("schema"));
}
