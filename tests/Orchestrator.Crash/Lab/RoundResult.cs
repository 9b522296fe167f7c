namespace Orchestrator.Crash.Lab;

/// <summary>What came of a round.</summary>
/// <param name="Plan">What was done.</param>
/// <param name="Folder">Where its files are, if they were kept.</param>
/// <param name="Operations">How many operations agents sent.</param>
/// <param name="Acknowledged">How many were acknowledged.</param>
/// <param name="Unknown">How many have an outcome that nobody knows.</param>
/// <param name="Rows">How many rows the journal has.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Fired">How many calls the shim made fail, be late or lie, and how many connections were reset or hung.</param>
/// <param name="LostSectors">How many sectors power cuts took back.</param>
/// <param name="Violations">What must not be; empty is good.</param>
internal sealed record RoundResult(
    RoundPlan Plan,
    string Folder,
    int Operations,
    int Acknowledged,
    int Unknown,
    int Rows,
    TimeSpan Took,
    long Fired,
    long LostSectors,
    IReadOnlyList<string> Violations);
