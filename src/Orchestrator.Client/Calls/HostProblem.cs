using System.Net;
using System.Text.Json;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Client.Calls;

/// <summary>Makes the contract's error of a problem that the host answered over HTTP (RFC 9457).</summary>
internal static class HostProblem
{
    /// <summary>The error; that the host is not available where the answer is not the host's or says so.</summary>
    public static OrchestratorException ToException(HttpStatusCode status, byte[] body)
    {
        (string? detail, string? code, string? field) = Read(body);
        detail ??= $"the host answered {(int)status}";
        return status switch
        {
            HttpStatusCode.NotFound => new NotFoundException(detail),
            HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => new ConflictException(detail, code ?? ErrorCodes.Conflict),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new ForbiddenException(detail, code ?? ErrorCodes.Forbidden),
            HttpStatusCode.GatewayTimeout => new DeadlineExceededException(detail),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new UnavailableException(detail),
            _ => Invalid(field ?? "body", detail),
        };
    }

    private static ValidationException Invalid(string field, string detail) =>
        new(field, detail.StartsWith($"{field}: ", StringComparison.Ordinal) ? detail[(field.Length + 2)..] : detail);

    private static (string? Detail, string? Code, string? Field) Read(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement problem = document.RootElement;
            return problem.ValueKind == JsonValueKind.Object ? (Text("detail"), Text("code"), Text("field")) : default;

            string? Text(string name) =>
                problem.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return default; // a proxy's page, or nothing
        }
    }
}
