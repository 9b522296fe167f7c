using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Gateway.Answers;

/// <summary>The answer to a query: 200 with what was asked for.</summary>
/// <typeparam name="T">What was asked for.</typeparam>
/// <param name="value">The answer.</param>
internal sealed class Answer<T>(T value) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) =>
        AnswerWriter.WriteAsync(httpContext, value, GatewayJson.Answer<T>.Shape);

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), [AnswerWriter.Json]));
}
