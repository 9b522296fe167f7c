using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>
/// Says of an identifier that may be absent that it is a string or null, in place: generators of clients make a class without
/// fields of "null or a reference", and what they send is refused. A type by itself is never null, whatever used it first.
/// </summary>
internal sealed class NullableReferences : IOpenApiDocumentTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        OpenApiSchema[] schemas = [.. (document.Components?.Schemas?.Values ?? []).OfType<OpenApiSchema>()];
        foreach (OpenApiSchema schema in schemas) schema.Type &= ~JsonSchemaType.Null;
        foreach (OpenApiSchema schema in schemas) Visit(schema);
        return Task.CompletedTask;
    }

    private static void Visit(OpenApiSchema schema)
    {
        foreach ((string name, IOpenApiSchema property) in schema.Properties?.ToArray() ?? [])
        {
            if (Plain(property) is { } plain) schema.Properties![name] = plain;
        }

        foreach (OpenApiSchema part in (schema.AllOf ?? []).Concat(schema.AnyOf ?? []).OfType<OpenApiSchema>()) Visit(part);
    }

    private static OpenApiSchema? Plain(IOpenApiSchema property)
    {
        if (property.OneOf is not [{ Type: JsonSchemaType.Null } absent, OpenApiSchemaReference { Target: { Enum: null or [] } target } reference]) return null;
        if (target.OneOf is { Count: > 0 } choices) return new OpenApiSchema { OneOf = [absent, .. choices], Description = property.Description ?? reference.Description ?? target.Description };
        if (target.Type is not (JsonSchemaType.String or JsonSchemaType.Integer or JsonSchemaType.Number)) return null;
        return new OpenApiSchema
        {
            Type = target.Type | JsonSchemaType.Null,
            Description = property.Description ?? reference.Description ?? target.Description,
            Format = target.Format,
            Pattern = target.Pattern,
            MinLength = target.MinLength,
            MaxLength = target.MaxLength,
            Minimum = target.Minimum,
            Maximum = target.Maximum,
        };
    }
}
