namespace Orchestrator.Crash.Lab.Faults;

/// <summary>What a planned fault means in calls; its seed chooses files and numbers.</summary>
internal static class FaultRules
{
    private const int InputOutputError = 5; // EIO
    private const int NoSpace = 28; // ENOSPC

    private static readonly DataFiles[] Choices = [DataFiles.OfJournal, DataFiles.JournalLog, DataFiles.Journal, DataFiles.OfTables, DataFiles.Others, DataFiles.All];
    private static readonly Calls[] FailingCalls = [Calls.Write, Calls.Sync, Calls.Read, Calls.Open, Calls.Truncate, Calls.Write | Calls.Read | Calls.Sync];

    /// <summary>The rules of a fault; empty for one that is not a matter of calls.</summary>
    public static IReadOnlyList<CallRule> Of(PlannedFault fault)
    {
        var random = new Random(fault.Seed);
        DataFiles files = Choices[random.Next(Choices.Length)];
        int skip = random.Next(12);
        int times = random.Next(1, 20);
        return fault.Kind switch
        {
            FaultKind.NoSpace => [Rule(Calls.Write | Calls.Truncate, files, RuleAction.Fail) with { Error = NoSpace, Skip = skip }],
            FaultKind.InputOutputError => [Rule(FailingCalls[random.Next(FailingCalls.Length)], files, RuleAction.Fail) with { Error = InputOutputError, Skip = skip, Times = times }],
            FaultKind.SlowSync => [Rule(Calls.Sync, files, RuleAction.Delay) with { Delay = TimeSpan.FromMilliseconds(random.Next(5, 150)) }],
            FaultKind.ShortWrite =>
            [
                Rule(Calls.Write, files, RuleAction.Shorten) with { Skip = skip, Times = times },
                Rule(Calls.Write, files, RuleAction.Fail) with { Error = NoSpace, Skip = skip + (times / 2), Times = 1 },
            ],
            FaultKind.FailedSync => [Rule(Calls.Sync, (files & DataFiles.OfJournal) == DataFiles.None ? DataFiles.OfJournal : files, RuleAction.Fail) with { Error = InputOutputError, Skip = skip, Times = 1 }],
            FaultKind.LyingSync => [Rule(Calls.Sync, DataFiles.All, RuleAction.Lie)],
            _ => [],
        };
    }

    /// <summary>How far a clock fault moves the clock: up to ten hours, as idempotency keys are kept for a day.</summary>
    public static TimeSpan ClockOffset(PlannedFault fault) => TimeSpan.FromHours((new Random(fault.Seed).NextDouble() - 0.5) * 20);

    private static CallRule Rule(Calls calls, DataFiles files, RuleAction action) => new() { Calls = calls, Files = files, Action = action };
}
