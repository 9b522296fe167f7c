using Orchestrator.Client.Calls;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Client;

/// <summary>Several commands, all or none.</summary>
public sealed class TransactionClient
{
    private readonly HostCaller _caller;

    internal TransactionClient(HostCaller caller) => _caller = caller;

    /// <summary>Carries out commands for one or several things, all of them or none.</summary>
    /// <param name="commands">1 to 500, in this order. One may build on those before it, under ids that the caller gives.</param>
    /// <param name="cancellationToken">Gives up; they may be carried out all the same.</param>
    /// <exception cref="OrchestratorException">A command was refused: the error is its own, the message names it. Nothing was done.</exception>
    public async Task<TransactionView> RunAsync(IReadOnlyList<TransactionCommand> commands, CancellationToken cancellationToken = default)
    {
        var command = new RunTransaction { Commands = commands };
        command.Validate();
        ITransactionGrain grain = _caller.Grain<ITransactionGrain>(TransactionId.OfCommand(_caller.Time).Value);
        return (await _caller.CommandAsync("run-transaction", () => grain.Run(command), cancellationToken)).Value;
    }
}
