using System.Text.Json.Serialization;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Gateway.Problems;

/// <summary>What a caller is told when a request is refused or failed (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable, lower-case word for what is wrong, such as <c>not-found</c>.</param>
/// <param name="Title">What is wrong, the same for every problem with this status.</param>
/// <param name="Detail">What is wrong with this request.</param>
/// <param name="Field">The field of the body, the parameter or the header that is wrong, where one is.</param>
/// <param name="TraceId">Finds a failure of the host's in its log and traces.</param>
public sealed record Problem(int Status, string Code, string Title, string Detail, string? Field = null, string? TraceId = null)
{
    /// <summary>Identifies the kind of problem.</summary>
    [JsonPropertyOrder(-1)]
    public string Type => $"urn:orchestrator:problem:{Code}";

    internal static Problem Invalid(string detail, string? field = null) => Of(400, ErrorCodes.Invalid, detail, field);

    internal static Problem Of(int status, string code, string detail, string? field = null, string? traceId = null) =>
        new(status, code, TitleOf(status), detail, field, traceId);

    private static string TitleOf(int status) => status switch
    {
        400 => "The request is not valid",
        401 => "A token is needed",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict with the present state",
        410 => "Not there any more",
        412 => "Changed meanwhile",
        413 => "The body is too large",
        415 => "The body must be JSON",
        429 => "Too many requests",
        503 => "Not available now",
        504 => "Not in time",
        >= 500 => "The host failed",
        _ => "The request was refused",
    };
}
