using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Transactions;

/// <summary>What tests do with transactions, in few words.</summary>
internal static class Running
{
    public static Task<Committed<TransactionView>> RunAsync(
        this OrchestratorCluster cluster, string id, IEnumerable<TransactionCommand> commands) =>
        cluster.Cluster.GrainFactory.GetGrain<ITransactionGrain>(id).Run(new() { Commands = [.. commands] });

    /// <summary>Calls a grain as a transaction's coordinator does.</summary>
    public static Task<T> AsPartAsync<T>(this OrchestratorCluster cluster, string part, Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        CallContext.Transaction = part;
        Task<T> called = call();
        CallContext.Transaction = null;
        return called;
    }
}
