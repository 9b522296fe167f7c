using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Search;

namespace Orchestrator.Gateway.Search;

/// <summary>Full-text search over HTTP.</summary>
internal static class SearchEndpoints
{
    private static readonly QueryParameter<string> Words = new(
        "q",
        "Words, `\"phrases\"` and `prefix*`; what holds all of them is found.",
        () => new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = SearchQueries.MaxLength },
        string.Empty,
        text => text)
    {
        IsRequired = true,
    };

    private static readonly QueryParameter<string?> Kinds =
        Parameters.Text("kinds", $"What to find, with commas between: {string.Join(", ", SearchQueries.Kinds)}; all when absent.", 100);

    private static readonly QueryParameter<int> Limit = Parameters.Integer("limit", "How many at most.", 1, 500, 20);

    /// <summary>Maps the endpoint.</summary>
    public static void MapSearch(this IEndpointRouteBuilder api) =>
        api.MapGet("/search", Find).WithTags("search").IsQuery("search", "Finds sessions, messages, tasks and checkpoints by their words, best first", Words, Kinds, Limit);

    private static async Task<Answer<SearchResults>> Find(
        HttpRequest request, SearchQueries search, CancellationToken cancellationToken) =>
        new(await search.SearchAsync(
            Words.Read(request),
            Kinds.Read(request)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            Limit.Read(request),
            cancellationToken));
}
