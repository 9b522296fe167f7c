using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Gateway.Requests;

/// <summary>The JSON body of a command. An empty body is an empty object.</summary>
/// <typeparam name="T">The command, or what HTTP adds to one.</typeparam>
/// <param name="value">What the body says.</param>
internal sealed class Body<T>(T value) : IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    public T Value { get; } = value;

    /// <inheritdoc/>
    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await BodyReader.ReadAsync(context, GatewayJson.Input<T>.Shape));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([AnswerWriter.Json], typeof(T), isOptional: true));
}
