using System.Text;
using System.Text.Json;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Fuzz.Http;

/// <summary>What every answer must be, whatever was asked.</summary>
/// <param name="operations">The operations, by name.</param>
internal sealed class HttpOracle(IReadOnlyDictionary<string, ApiOperation> operations)
{
    // What is 64 deep in a body comes to stand within an answer.
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 128 };

    // What routing, guards and the reading of bodies may say to anything.
    private static readonly HashSet<int> Anywhere = [400, 401, 403, 404, 405, 413, 414, 415, 431];

    /// <summary>Judges an answer.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public string? Judge(HttpInput input, HttpReply reply)
    {
        if (reply.TimedOut) return $"no answer within {HttpTarget.Bound.TotalSeconds:N0} s";
        if (reply.Left) return null;
        if (reply.Status is not { } answered) return Refused(reply);
        int status = (int)answered;
        if (status >= 500 && !Expected(input, status, reply)) return $"answered {status}: {Text(reply)}";
        if (status >= 400) return Problem(input, reply, status);
        if (!input.Method.Any(char.IsLower) && operations.TryGetValue(input.Operation, out ApiOperation? operation)
            && operation.Method == input.Method && !operation.Statuses.Contains(status) && !Anywhere.Contains(status))
            return $"answered {status}, which the document does not say of {operation.Id}";
        if (reply.MediaType == "application/json" && reply.Body.Length > 0 && !IsJson(reply.Body)) return $"answered what is no JSON: {Text(reply)}";
        return null;
    }

    // What never left this machine is no answer of the host's.
    private static string? Refused(HttpReply reply) =>
        reply.Failure is { } failure && (failure.StartsWith("FormatException", StringComparison.Ordinal) || failure.StartsWith("InvalidOperation", StringComparison.Ordinal)
            || failure.StartsWith("Argument", StringComparison.Ordinal) || failure.Contains("Request headers must contain only ASCII", StringComparison.Ordinal)
            || failure.Contains("New-line characters are not allowed", StringComparison.Ordinal))
            ? null
            : $"no answer: {reply.Failure}";

    private static bool Expected(HttpInput input, int status, HttpReply reply) => status switch
    {
        503 => Code(reply.Body) is "unavailable" or "too-many-readers",
        504 => input.Operation is "askMessage" && Code(reply.Body) == ErrorCodes.DeadlineExceeded,
        _ => false,
    };

    private string? Problem(HttpInput input, HttpReply reply, int status)
    {
        // Kestrel itself refuses what it can't read as a request, without a body.
        if (reply.Body.Length == 0 && (status is 400 or 414 or 431 || input.Method == "HEAD")) return null;
        if (reply.MediaType != "application/problem+json") return $"answered {status} as {reply.MediaType}: {Text(reply)}";
        string? code = Code(reply.Body);
        if (!ErrorCodes.All.Any(known => known.Code == code && known.Status == status)) return $"answered {status} with the code '{code}', which is unknown: {Text(reply)}";
        if (operations.TryGetValue(input.Operation, out ApiOperation? operation) && operation.Method == input.Method && !operation.Statuses.Contains(status) && !Anywhere.Contains(status))
            return $"answered {status}, which the document does not say of {operation.Id}: {Text(reply)}";
        return null;
    }

    private static string? Code(byte[] body)
    {
        try
        {
            using JsonDocument problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("code", out JsonElement code) ? code.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using JsonDocument _ = JsonDocument.Parse(body, Deep);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Text(HttpReply reply) => Encoding.UTF8.GetString(reply.Body.AsSpan(0, Math.Min(reply.Body.Length, 500)));
}
