namespace Orchestrator.Benchmarks.Comparison;

/// <summary>What takes part in a comparison.</summary>
/// <param name="Name">What it is called on the command line.</param>
/// <param name="Title">What it is called in the table.</param>
/// <param name="Durability">What is true of a message once it is acknowledged.</param>
/// <param name="Settings">How it and its client were set for many concurrent producers.</param>
/// <param name="Start">Starts it, empty.</param>
internal sealed record Contender(
    string Name, string Title, string Durability, string Settings, Func<CancellationToken, Task<IQueueSystem>> Start)
{
    /// <summary>Says why it can't run here, or null when it can.</summary>
    public Func<CancellationToken, Task<string?>> Missing { get; init; } = _ => Task.FromResult<string?>(null);

    /// <summary>Whether messages can be received from it.</summary>
    public bool Receives { get; init; } = true;
}
