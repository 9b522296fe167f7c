using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>
/// Says of an identifier or a word that may be absent that it is a string or null, in place: generators of clients make a class
/// without fields of "null or a reference", and what they send is refused.
/// </summary>
internal sealed class NullableReferences : IOpenApiDocumentTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (OpenApiSchema schema in (document.Components?.Schemas?.Values ?? []).OfType<OpenApiSchema>())
            Visit(schema);
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
        if (property.OneOf is not [{ Type: JsonSchemaType.Null }, OpenApiSchemaReference { Target: { OneOf: null or [] } target } reference]
            || target.Type is not (JsonSchemaType.String or JsonSchemaType.Integer or JsonSchemaType.Number))
            return null;
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
            Enum = target.Enum is { Count: > 0 } words ? [.. words, JsonNullSentinel.JsonNull] : null,
        };
    }
}
