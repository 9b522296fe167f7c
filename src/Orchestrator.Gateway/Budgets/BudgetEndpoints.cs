using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Budgets;

namespace Orchestrator.Gateway.Budgets;

/// <summary>Budgets over HTTP.</summary>
internal static class BudgetEndpoints
{
    private static readonly QueryParameter<BudgetKind?> Kind = Parameters.Word<BudgetKind>("kind", "Only budgets of agents, sessions, tasks or departments.");
    private static readonly QueryParameter<BudgetStatus?> Status = Parameters.Word<BudgetStatus>("status", "Only budgets with this status.");

    /// <summary>Maps the endpoints.</summary>
    public static void MapBudgets(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder all = api.MapGroup("/budgets").WithTags("budgets");
        all.MapGet("", List).IsQuery("listBudgets", "Lists budgets that were used or set, those that cost most first", [Kind, Status, .. Paging.All]);
        all.MapGet("/{scope}", Get).IsRead("getBudget", "Reads a budget as it is now; every scope has one, empty at first");
        all.MapPut("/{scope}", Set).IsCommand("setBudget", "Sets all limits of a budget; what is absent is none");
    }

    private static async Task<Answer<Page<BudgetView>>> List(HttpRequest request, BudgetQueries budgets, CancellationToken cancellationToken) =>
        new(await budgets.ListAsync(
            new BudgetFilter { Kind = Kind.Read(request), Status = Status.Read(request) }, Paging.Read(request), cancellationToken));

    private static async Task<Answer<BudgetView>> Get(string scope, IGrainFactory grains)
    {
        BudgetScope of = Scope(scope);
        return new(await Budget(grains, of).Get(of));
    }

    private static async Task<Changed<BudgetView>> Set(string scope, Body<SetBudget> body, IGrainFactory grains)
    {
        BudgetScope of = Scope(scope);
        return new(await Budget(grains, of).Set(of, body.Value));
    }

    // A slash stays escaped in a path's segment, and a department may have one in its name.
    private static BudgetScope Scope(string text) => BudgetScope.Parse(text.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    private static IBudgetGrain Budget(IGrainFactory grains, BudgetScope scope) => grains.GetGrain<IBudgetGrain>(scope.Key);
}
