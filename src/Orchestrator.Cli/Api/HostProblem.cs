using System.Net;
using System.Text.Json;

namespace Orchestrator.Cli.Api;

/// <summary>A refusal of the host's (RFC 9457) as one line.</summary>
internal static class HostProblem
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a person should know of it.</summary>
    public static string Describe(HttpResponseMessage response, string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement problem = document.RootElement;
            string? detail = Text(problem, "detail") ?? Text(problem, "title");
            if (detail is not null) return Line(detail, Text(problem, "code"), Text(problem, "field"), Text(problem, "traceId"));
        }
        catch (JsonException)
        {
            // A proxy's page, or nothing: the status has to do.
        }

        return $"the host answered {(int)response.StatusCode} {response.ReasonPhrase}";
    }

    /// <summary>The refusal as a command's failure.</summary>
    public static HostRefusedException Refused(HttpResponseMessage response, string body)
    {
        string why = Describe(response, body);
        bool wantsToken = response.StatusCode == HttpStatusCode.Unauthorized && response.RequestMessage?.Headers.Authorization is null;
        return new(wantsToken ? $"{why}; set ORCHESTRATOR_TOKEN or ORCHESTRATOR_TOKEN_FILE" : why, OnOneLine(body));
    }

    // A body of something else than a problem would mislead a program.
    private static string? OnOneLine(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return Text(document.RootElement, "code") is null ? null : JsonSerializer.Serialize(document.RootElement, Readable);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Line(string detail, string? code, string? field, string? traceId)
    {
        if (field is not null && !detail.StartsWith(field, StringComparison.Ordinal)) detail = $"{field}: {detail}";
        if (traceId is not null) detail = $"{detail} (trace {traceId})";
        return code is null ? detail : $"{detail} [{code}]";
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
