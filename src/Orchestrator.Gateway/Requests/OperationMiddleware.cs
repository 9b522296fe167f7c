using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Freshness;
using Orchestrator.Gateway.Telemetry;

namespace Orchestrator.Gateway.Requests;

/// <summary>The rules that all operations share: known parameters, the idempotency key, how fresh the tables must be.</summary>
/// <param name="next">The endpoint.</param>
/// <param name="freshness">Waits for the tables.</param>
internal sealed class OperationMiddleware(RequestDelegate next, MinPosition freshness)
{
    /// <summary>Applies the rules of the operation that the request names.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Operation>() is not { } operation) return next(context);
        if (context.Request.QueryString.HasValue) RefuseUnknown(context.Request.Query, operation);
        switch (operation.Kind)
        {
            case OperationKind.Command:
                // The key flows with this call: what is set here is seen by the endpoint and by no other request.
                if (IdempotencyKey.Read(context.Request) is { } key && IdempotencyKey.IsFor(context.Request.Method))
                    CallContext.IdempotencyKey = key;
                if (HttpMethods.IsPatch(context.Request.Method) && EntityTagged.Read(context.Request) is { } versions) CallContext.IfMatch = versions;
                GatewayTelemetry.Command(operation.Name);
                return next(context);
            case OperationKind.Query when MinPosition.Parameter.Read(context.Request) is > 0 and var position:
                return AfterAsync(context, position);
            case OperationKind.Read:
                _ = MinPosition.Parameter.Read(context.Request);
                return next(context);
            default:
                return next(context);
        }
    }

    private async Task AfterAsync(HttpContext context, long position)
    {
        await freshness.WaitAsync(position, context.RequestAborted);
        await next(context);
    }

    // A misspelt filter that is ignored would answer with everything.
    private static void RefuseUnknown(IQueryCollection query, Operation operation)
    {
        foreach (string name in query.Keys)
        {
            if (!operation.Names.Contains(name))
                throw new ValidationException(name, $"is not a parameter here; known: {string.Join(", ", operation.Parameters.Select(p => p.Name))}");
        }
    }
}
