using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>Tells what the contracts' own converters read and write, which schemas cannot know.</summary>
internal sealed class ContractSchemas : IOpenApiSchemaTransformer
{
    // Not all dots up to two; said without a lookahead, which some generators of clients do not know.
    public const string IdentifierPattern = @"^(\.{0,2}[A-Za-z0-9_:-]|\.{3})[A-Za-z0-9._:-]*$";

    private static readonly MethodInfo WordsOf =
        typeof(ContractSchemas).GetMethod(nameof(AllWords), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        Type declared = context.JsonTypeInfo.Type;
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        JsonSchemaType nullable = type == declared ? default : JsonSchemaType.Null;
        if (type == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.Format = "date-time";
        }
        else if (type == typeof(MessagePriority))
        {
            schema.Type = JsonSchemaType.Integer | nullable;
            schema.Minimum = "1";
            schema.Maximum = "4";
            schema.Description ??= "1 low, 2 normal, 3 high, 4 urgent; the words are accepted.";
        }
        else if (type.IsEnum)
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.Enum = (List<JsonNode>)WordsOf.MakeGenericMethod(type).Invoke(null, null)!;
        }
        else if (Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IIdentifier<>)))
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.MinLength = 1;
            schema.MaxLength = IdentifierText.MaxLength;
            schema.Pattern = IdentifierPattern;
        }

        return Task.CompletedTask;
    }

    private static List<JsonNode> AllWords<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => (JsonNode)Contracts.Serialization.Words<T>.Of(value))];
}
