using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Transactions;

/// <summary>
/// A grain that takes part in transactions: what several grains decided goes into the journal in one append, or not at all.
/// Its turn is held from <see cref="Hold"/> until it is told how the transaction ended; every other call, reads too, waits
/// meanwhile, so that nobody sees half of it. A grain that is not told for 10 seconds asks the journal, where the row of the
/// transaction itself decides: whoever writes it first, its coordinator or a grain that gives it up, is right.
/// </summary>
[Alias("transactional")]
public interface ITransactional : IGrainWithStringKey
{
    /// <summary>Holds the grain's turn for a transaction. Waits while another has it.</summary>
    /// <param name="id">The transaction.</param>
    /// <exception cref="Errors.UnavailableException">Another transaction has it for too long.</exception>
    [Alias("hold")]
    Task Hold(TransactionId id);

    /// <summary>
    /// Waits until the grain has decided upon its commands of the transaction, which come as its own methods' calls with
    /// <see cref="Journaling.CallContext.Transaction"/> set, and returns what they have to write.
    /// </summary>
    /// <param name="id">The transaction.</param>
    /// <param name="commands">How many of the transaction's commands are this grain's.</param>
    /// <exception cref="Errors.ConflictException">A command was refused, or the grain gave the transaction up (<c>transaction-aborted</c>).</exception>
    [Alias("prepare")]
    Task<PreparedCommit> Prepare(TransactionId id, int commands);

    /// <summary>
    /// Says that the transaction is in the journal, before any grain of it lets go. An activation that took the place of the
    /// one that prepared may have read the journal before the append; it gives way to one that reads it again.
    /// </summary>
    /// <param name="id">The transaction.</param>
    /// <param name="position">The position of the grain's own row; 0 when it had none.</param>
    [Alias("written")]
    Task Written(TransactionId id, long position);

    /// <summary>Says that the transaction is in the journal and all grains of it know: the grain's turn is free again.</summary>
    /// <param name="id">The transaction.</param>
    /// <param name="position">The position of the grain's own row; 0 when it had none.</param>
    [Alias("confirm")]
    Task Confirm(TransactionId id, long position);

    /// <summary>Says that the transaction will never be in the journal.</summary>
    /// <param name="id">The transaction.</param>
    [Alias("abort")]
    Task Abort(TransactionId id);
}
