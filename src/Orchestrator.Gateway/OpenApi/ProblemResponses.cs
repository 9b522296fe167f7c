using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Errors;
using Orchestrator.Gateway.Problems;
using Orchestrator.Gateway.Serialization;
using ErrorCode = Orchestrator.Contracts.Errors.ErrorCode;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>Says of each refusal which codes it may have, what they mean and what one looks like.</summary>
internal sealed class ProblemResponses : IOpenApiOperationTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        string[] areas = [.. operation.Tags?.Select(tag => tag.Name ?? string.Empty) ?? []];
        foreach ((string status, IOpenApiResponse response) in operation.Responses ?? [])
        {
            if (status[0] is not ('4' or '5') || response is not OpenApiResponse refusal) continue;
            ErrorCode[] codes = [.. ErrorCodes.All.Where(code =>
                code.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) == status && (code.Areas.Count == 0 || code.Areas.Intersect(areas).Any()))];
            if (codes.Length == 0) continue;
            refusal.Description = string.Join('\n', codes.Select(code => $"- `{code.Code}`: {code.Meaning}"));
            foreach (OpenApiMediaType content in refusal.Content?.Values ?? [])
                content.Example = JsonSerializer.SerializeToNode(Example(codes[0]), GatewayJson.Problem);
        }

        return Task.CompletedTask;
    }

    private static Problem Example(ErrorCode code) => Problem.Of(
        code.Status, code.Code, code.Meaning, code.Code == ErrorCodes.Invalid ? "name" : null, code.Status == 500 ? "4bf92f3577b34da6a3ce929d0e0e4736" : null);
}
