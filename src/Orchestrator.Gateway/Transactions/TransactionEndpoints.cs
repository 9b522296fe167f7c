using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Transactions;

/// <summary>Transactions over HTTP.</summary>
internal static class TransactionEndpoints
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapTransactions(this IEndpointRouteBuilder api) => api
        .MapPost("/transactions", Run)
        .WithTags("transactions")
        .IsCommand("runTransaction", "Carries out commands for one or several things, all of them or none");

    private static async Task<Changed<TransactionView>> Run(Body<RunTransaction> body, IGrainFactory grains, TimeProvider time) =>
        new(await grains.GetGrain<ITransactionGrain>(TransactionId.OfCommand(time).Value).Run(body.Value));
}
