using Microsoft.AspNetCore.Builder;
using Orchestrator.Contracts.Access;

namespace Orchestrator.Gateway.Access;

/// <summary>
/// Who may use an endpoint, before the grains it calls are asked. Without one any token does, and for commands any but an
/// observer's.
/// </summary>
/// <param name="Least">The least role; null for nobody in particular, with or without a token.</param>
/// <param name="Face">What denials are noted under, where the endpoint is a face of its own; null for the HTTP API.</param>
internal sealed record EndpointAccess(AccessRole? Least, string? Face = null)
{
    /// <summary>What supervisors of processes ask, and what says nothing of the fleet.</summary>
    public static EndpointAccess Everybody { get; } = new(Least: null);
}

/// <summary>Says of an endpoint who may use it.</summary>
internal static class EndpointAccessConventions
{
    /// <summary>It takes a role at least.</summary>
    public static TBuilder Takes<TBuilder>(this TBuilder endpoint, AccessRole least)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new EndpointAccess(least));

    /// <summary>It takes no token.</summary>
    public static TBuilder IsForEverybody<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(EndpointAccess.Everybody);
}
