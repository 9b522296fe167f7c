using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Gateway.OpenApi;

/// <summary>Tells what the contracts' own converters read and write, which schemas cannot know.</summary>
internal sealed class ContractSchemas : IOpenApiSchemaTransformer
{
    // Not all dots up to two; said without a lookahead, which some generators of clients do not know.
    public const string IdentifierPattern = @"^(\.{0,2}[A-Za-z0-9_:-]|\.{3})[A-Za-z0-9._:-]*$";

    // A name of what the members have in common is any text without control characters.
    private static readonly string GroupPattern = $"(?:{Words<GroupKind>.Allowed.Replace(", ", "|", StringComparison.Ordinal)}):.{{1,{AgentGroup.MaxLength}}}";

    /// <summary>What a budget is for. A department's name is any text without control characters.</summary>
    public static string ScopePattern { get; } = $"^(?:agent|session|task):{IdentifierPattern[1..]}|^department:.{{1,{BudgetScope.MaxLength}}}$";

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
        else if (type == typeof(Priority))
        {
            schema.Type = JsonSchemaType.Integer | nullable;
            schema.Minimum = "1";
            schema.Maximum = "4";
            schema.Description ??= "1 low, 2 normal, 3 high, 4 urgent; the words are accepted.";
        }
        else if (type == typeof(Recipients))
        {
            DescribeRecipients(schema);
        }
        else if (type == typeof(AgentGroup))
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.Pattern = $"^{GroupPattern}$";
        }
        else if (type == typeof(BudgetScope))
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.Pattern = ScopePattern;
        }
        else if (type == typeof(ProjectPath))
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.MinLength = 1;
            schema.MaxLength = Check.MaxPathLength;
            schema.Description ??= "A project, by the path of its folder.";
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

    private static void DescribeRecipients(OpenApiSchema schema)
    {
        schema.Description = "An agent; a group, of which every member gets the message; any-of: before a group, of which any one "
            + "member takes it; or an array of agents.";
        schema.OneOf =
        [
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = $"^(?:(?:any-of:)?{GroupPattern}|{IdentifierPattern[1..^1]})$",
                Examples = ["coder", "team:backend", "any-of:capability:csharp"],
            },
            new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema
                {
                    Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdentifierText.MaxLength, Pattern = IdentifierPattern,
                },
                MinItems = 1,
                MaxItems = Recipients.MaxAgents,
            },
        ];
    }

    private static List<JsonNode> AllWords<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => (JsonNode)Words<T>.Of(value))];
}
