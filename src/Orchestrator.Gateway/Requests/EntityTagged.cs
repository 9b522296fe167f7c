using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Gateway.Requests;

/// <summary>Says that what an endpoint answers with has an entity tag, and what it changes may be bound to one.</summary>
internal sealed class EntityTagged
{
    private const int MaxTags = 32;

    private EntityTagged()
    {
    }

    public static EntityTagged Instance { get; } = new();

    /// <summary>The versions that a change is bound to, with a space between them; null for any.</summary>
    /// <exception cref="ValidationException">The header is none of tags.</exception>
    public static string? Read(HttpRequest request)
    {
        if (request.Headers.IfMatch is not { Count: > 0 } header) return null;
        if (!EntityTagHeaderValue.TryParseStrictList([.. header.Select(value => value ?? string.Empty)], out IList<EntityTagHeaderValue>? tags) || tags.Count is 0 or > MaxTags)
            throw new ValidationException("If-Match", $"must be * or 1 to {MaxTags} entity tags as ETag gave them, in their quotes");

        // Weak tags are never equal here (RFC 9110 8.8.3.2).
        return tags.Contains(EntityTagHeaderValue.Any) ? null : string.Join(' ', tags.Where(tag => !tag.IsWeak).Select(tag => tag.Tag.Value));
    }
}
