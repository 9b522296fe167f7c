using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>What the document says of the API as a whole.</summary>
internal sealed class DocumentHead : IOpenApiDocumentTransformer
{
    private const string Description =
        """
        The HTTP API of a coordination plane for fleets of AI agents. A command is answered once what it changed is on
        disk; its answer carries `Journal-Position`. Queries read tables that follow the journal; given that number as
        `minPosition`, a query sees the change. Errors are `application/problem+json` with a stable `code` and, where a
        field or parameter is wrong, its name in `field`.
        """;

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "Orchestrator", Version = "1", Description = Description };
        return Task.CompletedTask;
    }
}
