using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>Tells of each operation's query parameters and headers.</summary>
internal sealed class OperationDetails : IOpenApiOperationTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Operation>().FirstOrDefault() is not { } described)
            return Task.CompletedTask;
        IList<IOpenApiParameter> parameters = operation.Parameters ??= [];
        foreach (OpenApiParameter path in parameters.OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path))
            path.Schema = path.Name == "scope" ? Scope() : Identifier();
        foreach (QueryParameter parameter in described.Parameters)
            parameters.Add(Query(parameter));
        if (described.Kind == OperationKind.Command)
        {
            if (IdempotencyKey.IsFor(context.Description.HttpMethod ?? HttpMethods.Post)) parameters.Add(Key());
            Add(operation, JournalPosition.Header, "Where the change stands in the journal; pass it to queries as `minPosition`.", new() { Type = JsonSchemaType.Integer, Format = "int64" });
        }

        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<EntityTagged>().Any())
        {
            if (described.Kind == OperationKind.Command) parameters.Add(IfMatch());
            Add(operation, "ETag", "Names this version of what a PATCH changes.", new() { Type = JsonSchemaType.String });
        }

        if (operation.RequestBody is OpenApiRequestBody body) body.Required = HasRequiredFields(context);
        return Task.CompletedTask;
    }

    // Without any, an empty body does.
    private static bool HasRequiredFields(OpenApiOperationTransformerContext context) =>
        context.Description.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().Any(accepts =>
            accepts.RequestType is { } type && GatewayJson.Inputs.GetTypeInfo(type).Properties.Any(property => property.IsRequired));

    private static OpenApiParameter Query(QueryParameter parameter) => new()
    {
        Name = parameter.Name,
        In = ParameterLocation.Query,
        Description = parameter.Description,
        Required = parameter.IsRequired,
        Schema = parameter.Schema,
    };

    private static OpenApiParameter Key() => new()
    {
        Name = CommandKey.Header,
        In = ParameterLocation.Header,
        Description = "The caller's own key for this command. The same command with the same key is carried out once and "
            + "answered as the first time, for 24 hours or the resource's next 1,000 keys; another command with the key "
            + "is refused as `idempotency-conflict`.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = CommandKey.MaxLength },
    };

    private static OpenApiParameter IfMatch() => new()
    {
        Name = "If-Match",
        In = ParameterLocation.Header,
        Description = "The `ETag` of what was read: the change is made only if that is still so, else it is refused as `precondition-failed`.",
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    // To the answers of an operation that went well.
    private static void Add(OpenApiOperation operation, string header, string description, OpenApiSchema schema)
    {
        foreach ((string status, IOpenApiResponse response) in operation.Responses ?? [])
        {
            if (!status.StartsWith('2') || response is not OpenApiResponse answer) continue;
            (answer.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal))[header] =
                new OpenApiHeader { Description = description, Schema = schema };
        }
    }

    private static OpenApiSchema Scope() => new()
    {
        Type = JsonSchemaType.String,
        Pattern = ContractSchemas.ScopePattern,
    };

    private static OpenApiSchema Identifier() => new()
    {
        Type = JsonSchemaType.String,
        MinLength = 1,
        MaxLength = IdentifierText.MaxLength,
        Pattern = ContractSchemas.IdentifierPattern,
    };
}
