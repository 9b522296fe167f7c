namespace Orchestrator.Gateway.Operations;

/// <summary>Finds out whether the journal can be written now. The host provides it.</summary>
public interface IJournalProbe
{
    /// <summary>Tries it.</summary>
    /// <param name="cancellationToken">Ends the try.</param>
    /// <returns>Why it cannot be written, or null when it can.</returns>
    Task<string?> FailureAsync(CancellationToken cancellationToken);
}
