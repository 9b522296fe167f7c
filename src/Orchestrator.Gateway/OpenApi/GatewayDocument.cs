using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class GatewayDocument
{
    /// <summary>Registers what makes the document.</summary>
    public static void AddGatewayDocument(this IServiceCollection services)
    {
        services.Configure<JsonOptions>(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, GatewayJson.Answers.TypeInfoResolver!);
            json.SerializerOptions.PropertyNamingPolicy = GatewayJson.Answers.PropertyNamingPolicy;
            json.SerializerOptions.NumberHandling = GatewayJson.Answers.NumberHandling;
            json.SerializerOptions.RespectNullableAnnotations = true;
            foreach (System.Text.Json.Serialization.JsonConverter converter in GatewayJson.Answers.Converters)
                json.SerializerOptions.Converters.Add(converter);
        });
        services.AddOpenApi("v1", document =>
        {
            document.AddDocumentTransformer<DocumentHead>();
            document.AddDocumentTransformer<NullableReferences>();
            document.AddDocumentTransformer<DocumentSecurity>();
            document.AddOperationTransformer<OperationDetails>();
            document.AddOperationTransformer<ProblemResponses>();
            document.AddOperationTransformer<Examples>();
            document.AddSchemaTransformer<ContractSchemas>();
        });
    }
}
