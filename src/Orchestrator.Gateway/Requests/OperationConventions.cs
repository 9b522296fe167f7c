using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Requests;

/// <summary>Says of an endpoint what operation it is.</summary>
internal static class OperationConventions
{
    private const string ProblemType = "application/problem+json";

    /// <summary>It changes a grain.</summary>
    public static RouteHandlerBuilder IsCommand(
        this RouteHandlerBuilder endpoint, string name, string summary, params IReadOnlyList<QueryParameter> parameters) =>
        endpoint.Describe(name, summary, OperationKind.Command, parameters);

    /// <summary>It reads a grain.</summary>
    public static RouteHandlerBuilder IsRead(
        this RouteHandlerBuilder endpoint, string name, string summary, params IReadOnlyList<QueryParameter> parameters) =>
        endpoint.Describe(name, summary, OperationKind.Read, [.. parameters, MinPosition.Parameter]);

    /// <summary>It reads the tables.</summary>
    public static RouteHandlerBuilder IsQuery(
        this RouteHandlerBuilder endpoint, string name, string summary, params IReadOnlyList<QueryParameter> parameters) =>
        endpoint.Describe(name, summary, OperationKind.Query, [.. parameters, MinPosition.Parameter]);

    /// <summary>It tells of what happens, from a place in the journal on.</summary>
    public static RouteHandlerBuilder IsStream(
        this RouteHandlerBuilder endpoint, string name, string summary, params IReadOnlyList<QueryParameter> parameters)
    {
        int[] refusals = [StatusCodes.Status409Conflict, StatusCodes.Status410Gone];
        foreach (int status in refusals)
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [ProblemType]));
        return endpoint.Describe(name, summary, OperationKind.Stream, parameters);
    }

    /// <summary>It waits for someone, who may not act in time.</summary>
    public static RouteHandlerBuilder MayBeLate(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status504GatewayTimeout, typeof(Problem), [ProblemType]));

    /// <summary>It reads or changes what has an entity tag; a change takes <c>If-Match</c>.</summary>
    public static RouteHandlerBuilder HasEntityTag(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(EntityTagged.Instance);

    private static RouteHandlerBuilder Describe(
        this RouteHandlerBuilder endpoint, string name, string summary, OperationKind kind, IReadOnlyList<QueryParameter> parameters)
    {
        endpoint.WithName(name).WithSummary(summary);
        endpoint.WithMetadata(new Operation { Name = name, Summary = summary, Kind = kind, Parameters = parameters });
        endpoint.Finally(AddProblems);
        return endpoint;
    }

    private static void AddProblems(EndpointBuilder builder)
    {
        bool hasBody = builder.Metadata.OfType<IAcceptsMetadata>().Any();
        bool command = builder.Metadata.OfType<Operation>().Any(operation => operation.Kind == OperationKind.Command);
        bool names = builder is RouteEndpointBuilder { RoutePattern.Parameters.Count: > 0 };
        List<int> statuses = [StatusCodes.Status400BadRequest, StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden];
        if (names) statuses.Add(StatusCodes.Status404NotFound);
        if (command) statuses.Add(StatusCodes.Status409Conflict);
        if (command && builder.Metadata.OfType<EntityTagged>().Any()) statuses.Add(StatusCodes.Status412PreconditionFailed);
        if (hasBody) statuses.AddRange([StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType]);
        statuses.AddRange([StatusCodes.Status429TooManyRequests, StatusCodes.Status500InternalServerError, StatusCodes.Status503ServiceUnavailable]);
        foreach (int status in statuses)
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(Problem), [ProblemType]));
    }
}
