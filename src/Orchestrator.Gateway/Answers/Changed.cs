using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Gateway.Answers;

/// <summary>The answer to a command: 200 with what was changed, and where that stands in the journal.</summary>
/// <typeparam name="T">What was changed.</typeparam>
/// <param name="committed">The grain's answer.</param>
internal sealed class Changed<T>(Committed<T> committed) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        JournalPosition.Write(httpContext.Response, committed.Position);
        return AnswerWriter.WriteAsync(httpContext, committed.Value, GatewayJson.Answer<T>.Shape);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [AnswerWriter.Json]));
}
