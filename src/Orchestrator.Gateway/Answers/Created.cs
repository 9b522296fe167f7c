using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Gateway.Answers;

/// <summary>The answer to a command that made something: 201 with its address.</summary>
/// <typeparam name="T">What was made.</typeparam>
/// <param name="location">The path where it can be read.</param>
/// <param name="committed">The grain's answer.</param>
internal sealed class Created<T>(string location, Committed<T> committed) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        HttpResponse response = httpContext.Response;
        response.StatusCode = StatusCodes.Status201Created;
        response.Headers.Location = location;
        JournalPosition.Write(response, committed.Position);
        return AnswerWriter.WriteAsync(httpContext, committed.Value, GatewayJson.Answer<T>.Shape);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status201Created, typeof(T), [AnswerWriter.Json]));
}
