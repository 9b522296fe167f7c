namespace Orchestrator.Crash.Lab.Faults;

/// <summary>A fault at a moment.</summary>
/// <param name="Kind">Which.</param>
/// <param name="At">After how many operations of the life; zero for from the start of the process.</param>
/// <param name="Length">How long it lasts.</param>
/// <param name="Seed">What else is chosen by chance: the file, the call, the number of calls.</param>
internal sealed record PlannedFault(FaultKind Kind, int At, TimeSpan Length, int Seed);
