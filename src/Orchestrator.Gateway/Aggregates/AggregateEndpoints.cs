using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Errors;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Aggregates;

namespace Orchestrator.Gateway.Aggregates;

/// <summary>Figures over the tables: names from a list, never SQL from the caller.</summary>
internal static class AggregateEndpoints
{
    private static readonly QueryParameter<string> Table = Word("table", "The table.", AggregateQueries.Tables);
    private static readonly QueryParameter<string> Function = Word("function", "What is done with its rows.", AggregateQueries.Functions);
    private static readonly QueryParameter<string?> Column = Parameters.Text("column", "The column of numbers; none for count.", 64);
    private static readonly QueryParameter<string?> GroupBy = Parameters.Text("groupBy", "The column of which each value gets a row.", 64);

    private static readonly QueryParameter<string?> Filter =
        Parameters.Text("filter", "Only rows with these values, such as `status=active,team=core`.", 1_000);

    /// <summary>Maps the endpoint.</summary>
    public static void MapAggregates(this IEndpointRouteBuilder api) => api.MapGet("/aggregate", Run).WithTags("search").IsQuery(
        "aggregate", $"Counts and adds up, highest first, {AggregateQueries.MaxGroups:N0} groups at most", Table, Function, Column, GroupBy, Filter);

    private static async Task<Answer<Items<AggregateRow>>> Run(HttpRequest request, AggregateQueries aggregates, CancellationToken cancellationToken) =>
        new(new(await aggregates.RunAsync(
            new AggregateRequest
            {
                Table = Table.Read(request),
                Function = Function.Read(request),
                Column = Column.Read(request),
                GroupBy = GroupBy.Read(request),
                Filter = Read(Filter.Read(request)),
            },
            cancellationToken)));

    private static Dictionary<string, string> Read(string? filter)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in filter?.Split(',') ?? [])
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } name, var value] || !values.TryAdd(name.Trim(), value))
                throw new ValidationException("filter", "must be column=value, with commas between, each column once");
        }

        return values;
    }

    private static QueryParameter<string> Word(string name, string description, IReadOnlyList<string> allowed) => new(
        name,
        description,
        () => new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. allowed] },
        string.Empty,
        text => allowed.Contains(text) ? text : throw new ValidationException(name, $"must be one of {string.Join(", ", allowed)}"))
    {
        IsRequired = true,
    };
}
