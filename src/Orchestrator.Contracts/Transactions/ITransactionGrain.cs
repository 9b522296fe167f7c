using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Contracts.Transactions;

/// <summary>Carries out one transaction. Its key is a <see cref="Identifiers.TransactionId"/>.</summary>
[Alias("transaction")]
public interface ITransactionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Carries out all commands, or none. Called again with the same commands (an answer was lost) it says how that ended.
    /// </summary>
    /// <exception cref="Errors.OrchestratorException">
    /// A command was refused: the error is that command's own, its message names the command. Nothing of the transaction was done.
    /// </exception>
    /// <exception cref="Errors.ConflictException">Other commands came before under this id (<c>idempotency-conflict</c>).</exception>
    /// <exception cref="Errors.UnavailableException">A grain or the journal could not be had in time; nothing was done, or what was done is said when it is sent again.</exception>
    [Alias("run")]
    Task<Committed<TransactionView>> Run(RunTransaction command);
}
