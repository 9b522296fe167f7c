using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Gateway.Requests;

/// <summary>The header with the caller's own key for a command.</summary>
internal static class IdempotencyKey
{
    /// <summary>The key of a request; null when it has none.</summary>
    /// <exception cref="ValidationException">It is not 1 to 255 visible ASCII characters.</exception>
    public static string? Read(HttpRequest request)
    {
        StringValues values = request.Headers[CommandKey.Header];
        if (values.Count == 0) return null;
        return values is [{ } key] && CommandKey.IsValid(key)
            ? key
            : throw new ValidationException(CommandKey.Header, $"{CommandKey.Rule}, once");
    }

    /// <summary>
    /// Whether a command is acted upon once for each key. Receiving (GET) is not: what was leased and lost comes back by
    /// itself, and an old lease would be a wrong answer.
    /// </summary>
    public static bool IsFor(string method) => !HttpMethods.IsGet(method);
}
