namespace Orchestrator.Crash.Lab.Checks;

/// <summary>What the checks of a round found wrong.</summary>
internal sealed class Findings
{
    private const int Most = 25;

    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    /// <summary>Adds one; of very many the first ones are enough.</summary>
    public void Add(string check, string what)
    {
        if (_all.Count < Most) _all.Add($"{check}: {what}");
    }
}
