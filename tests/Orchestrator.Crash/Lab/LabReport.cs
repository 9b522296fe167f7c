using System.Collections.Concurrent;
using System.Text;
using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.Crash.Lab;

/// <summary>What came of all rounds.</summary>
internal sealed class LabReport(LabSettings settings)
{
    private readonly ConcurrentBag<RoundResult> _rounds = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();

    public IEnumerable<RoundResult> Rounds => _rounds;

    /// <summary>How many rounds found something wrong.</summary>
    public int Failed => _rounds.Count(round => round.Violations.Count > 0);

    public void Add(RoundResult round) => _rounds.Add(round);

    /// <summary>The part of <c>docs/reliability.md</c> that has the numbers.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine($"{_rounds.Count} rounds from seed {settings.Seed} in {TimeProvider.System.GetElapsedTime(_began).TotalMinutes:0.0} minutes, {settings.Parallel} at a time: {Failed} failed.");
        text.AppendLine();
        text.AppendLine("| fault | rounds | operations | acknowledged | outcome unknown | journal rows | calls or connections hit | sectors lost | failed rounds |");
        text.AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (FaultKind kind in settings.Faults) Row(FaultNames.Of(kind), [.. _rounds.Where(round => round.Plan.Kinds.Contains(kind))]);
        Row("all", [.. _rounds]);
        return text.ToString();

        void Row(string name, RoundResult[] rounds) => text.AppendLine(
            $"| {name} | {rounds.Length} | {rounds.Sum(round => round.Operations):N0} | {rounds.Sum(round => round.Acknowledged):N0} | {rounds.Sum(round => round.Unknown):N0} | {rounds.Sum(round => round.Rows):N0} | {rounds.Sum(round => round.Fired):N0} | {rounds.Sum(round => round.LostSectors):N0} | {rounds.Count(round => round.Violations.Count > 0)} |");
    }
}
