using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Gateway.Answers;

/// <summary>The answer to a command that may find nothing to do: 200 with what was changed, or 204.</summary>
/// <typeparam name="T">What was changed.</typeparam>
/// <param name="committed">The grain's answer; null for nothing.</param>
internal sealed class ChangedOrNothing<T>(Committed<T>? committed) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (committed is not null) return new Changed<T>(committed).ExecuteAsync(httpContext);
        httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        Changed<T>.PopulateMetadata(method, builder);
        // Without a type it would not be listed.
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));
    }
}
