using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>
/// Shows of each operation a request and its answer. They are one story, told by <c>examples.json</c> in order: a test tells it to
/// a host and compares what it answers.
/// </summary>
internal sealed class Examples : IOpenApiOperationTransformer
{
    private static readonly Lazy<Dictionary<string, Example>> ByOperation = new(Read);

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (!ByOperation.Value.TryGetValue(operation.OperationId ?? string.Empty, out Example? example)) return Task.CompletedTask;
        if (example.Request is { } request)
        {
            foreach ((string type, OpenApiMediaType body) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal))
            {
                if (type.EndsWith("json", StringComparison.Ordinal)) body.Example = request.DeepClone();
            }
        }

        if (example.Response is { } response && operation.Responses?.GetValueOrDefault(example.Status) is OpenApiResponse answer)
        {
            foreach (OpenApiMediaType body in answer.Content?.Values ?? []) body.Example = response.DeepClone();
        }

        return Task.CompletedTask;
    }

    private static Dictionary<string, Example> Read()
    {
        using Stream stream = typeof(Examples).Assembly.GetManifestResourceStream("examples.json")!;
        return JsonNode.Parse(stream, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsArray().Where(one => one!["operation"] is not null).ToDictionary(
            one => one!["operation"]!.GetValue<string>(),
            one => new Example(one!["status"]!.ToString(), one["request"], one["response"]),
            StringComparer.Ordinal);
    }

    private sealed record Example(string Status, JsonNode? Request, JsonNode? Response);
}
