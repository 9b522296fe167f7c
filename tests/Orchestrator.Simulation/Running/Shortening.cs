namespace Orchestrator.Simulation.Running;

/// <summary>
/// Shortens a schedule that fails, by having ever more of its decisions go the plain way: first all behind a point, then parts of
/// what is left, as delta debugging does. What remains is what the failure needs.
/// </summary>
/// <param name="schedule">Runs the attempts.</param>
internal sealed class Shortening(Schedule schedule)
{
    private const int MostAttempts = 400;
    private int _attempts;

    /// <summary>Shortens.</summary>
    /// <returns>The decisions that still fail.</returns>
    public IReadOnlyList<int> Shorten(Outcome failed)
    {
        List<int> decisions = [.. failed.Decisions];
        if (!Fails(failed.Seed, decisions)) return decisions;
        int most = decisions.Count;
        int least = 0;
        while (least < most && _attempts < MostAttempts)
        {
            int middle = (least + most) / 2;
            if (Fails(failed.Seed, decisions[..middle])) most = middle;
            else least = middle + 1;
        }

        decisions = decisions[..most];
        for (int part = decisions.Count / 2; part >= 1; part /= 2)
        {
            for (int from = 0; from < decisions.Count && _attempts < MostAttempts; from += part)
            {
                int count = Math.Min(part, decisions.Count - from);
                if (decisions.GetRange(from, count).TrueForAll(static one => one == 0)) continue;
                List<int> plainer = [.. decisions.Take(from), .. Enumerable.Repeat(0, count), .. decisions.Skip(from + count)];
                if (Fails(failed.Seed, plainer)) decisions = plainer;
            }
        }

        return decisions;
    }

    private bool Fails(ulong seed, IReadOnlyList<int> decisions)
    {
        _attempts++;
        return schedule.Run(seed, decisions).Error is not null;
    }
}
