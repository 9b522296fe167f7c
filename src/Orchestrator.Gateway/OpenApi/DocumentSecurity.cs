using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>Says how callers show who they are.</summary>
internal sealed class DocumentSecurity : IOpenApiDocumentTransformer
{
    private const string Scheme = "token";
    private const string ApiPath = "/api/";

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "orc_<id>_<secret>",
            Description = "A token that `orchestrator token create` made. A host on loopback without any token demands none.",
        };
        foreach ((string path, IOpenApiPathItem item) in document.Paths)
        {
            if (!path.StartsWith(ApiPath, StringComparison.Ordinal)) continue;
            foreach (OpenApiOperation operation in (item.Operations ?? []).Values)
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        }

        return Task.CompletedTask;
    }
}
