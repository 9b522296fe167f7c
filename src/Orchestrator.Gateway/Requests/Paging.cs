using Microsoft.AspNetCore.Http;
using Orchestrator.Reporting.Queries;

namespace Orchestrator.Gateway.Requests;

/// <summary>The parameters of all lists that have pages.</summary>
internal static class Paging
{
    private static readonly QueryParameter<int> Page =
        Parameters.Integer("page", "The page's number, from 1.", 1, int.MaxValue, 1);

    private static readonly QueryParameter<int> PageSize =
        Parameters.Integer("pageSize", "How many items a page has.", 1, PageRequest.MaxPageSize, 50);

    private static readonly QueryParameter<string?> OrderBy =
        Parameters.Text("orderBy", "A field and `asc` or `desc`, such as `createdAt desc`.", 100);

    /// <summary>The parameters.</summary>
    public static IReadOnlyList<QueryParameter> All { get; } = [Page, PageSize, OrderBy];

    /// <summary>The page that a request asks for.</summary>
    public static PageRequest Read(HttpRequest request) => new()
    {
        Page = Page.Read(request),
        PageSize = PageSize.Read(request),
        OrderBy = OrderBy.Read(request),
    };
}
