using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Gateway.Requests;

/// <summary>The header with the caller's own key for a command.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";
    public const int MaxLength = 128;

    /// <summary>The key of a request; null when it has none.</summary>
    /// <exception cref="ValidationException">It is not 1 to 128 visible ASCII characters.</exception>
    public static string? Read(HttpRequest request)
    {
        StringValues values = request.Headers[Header];
        if (values.Count == 0) return null;
        return values is [{ Length: > 0 and <= MaxLength } key] && key.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0
            ? key
            : throw new ValidationException(Header, $"must be 1 to {MaxLength} visible ASCII characters, once");
    }
}
