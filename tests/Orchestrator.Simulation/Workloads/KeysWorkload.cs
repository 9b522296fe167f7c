using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Simulation.Cluster;

namespace Orchestrator.Simulation.Workloads;

/// <summary>
/// The same keyed command comes several times, at once and again after its answer was lost. It has one effect, and every answer
/// is the first one; what is told to other grains because of it counts once there too.
/// </summary>
internal sealed class KeysWorkload(World world) : Workload(world)
{
    private static readonly SessionId Session = SessionId.Parse("session-s");

    private readonly Dictionary<string, Committed<UsageView>> _answers = [];
    private string[] _agents = [];

    protected override async Task ActAsync()
    {
        _agents = [.. Enumerable.Range(0, 1 + Decisions.Next(2)).Select(n => $"a{n}")];
        await Task.WhenAll(_agents.Select(name => World.Start(() => ReportAsync(name))).ToArray());
    }

    protected override async Task CheckAsync()
    {
        // What a crash kept from being told is told by the next activation, which the host's sweep brings about.
        foreach (string agent in _agents) await UntilAnsweredAsync(() => GetAsync(agent));
        await World.WaitAsync(TimeSpan.FromMinutes(2));
        foreach (string agent in _agents)
        {
            BudgetView budget = await UntilAnsweredAsync(() => GetAsync(agent));
            int reports = _answers.Keys.Count(key => key.StartsWith($"{agent}-", StringComparison.Ordinal));
            Must(budget.Reports == reports, $"{agent} reported {reports} times; its budget counts {budget.Reports}");
            Must(budget.InputTokens == reports, $"{agent} used {reports} tokens; its budget counts {budget.InputTokens}");
        }

        BudgetScope scope = BudgetScope.Of(Session);
        BudgetView together = await UntilAnsweredAsync(() => Grain<IBudgetGrain>(scope.ToString()).Get(scope));
        Must(together.Reports == _answers.Count, $"the session's agents reported {_answers.Count} times; its budget counts {together.Reports}");
    }

    private async Task ReportAsync(string name)
    {
        for (int left = 1 + Decisions.Next(3); left > 0; left--)
        {
            string key = $"{name}-{left}";
            var report = new ReportUsage { AgentId = AgentId.Parse(name), SessionId = Session, Department = "d", Model = "m", InputTokens = 1 };
            Task[] same = [.. Enumerable.Range(0, 1 + Decisions.Next(3)).Select(_ => World.Start(() => ReportAsync(key, report)))];
            await Task.WhenAll(same);
        }
    }

    private async Task ReportAsync(string key, ReportUsage report)
    {
        string grain = BudgetScope.Of(report.AgentId).ToString();
        Committed<UsageView> answer = await UntilAnsweredAsync(() => KeyedAsync(key, () => Grain<IBudgetGrain>(grain).Report(report)));
        World.Trace.Note($"{key} was answered: number {answer.Value.Number} at {answer.Position}");
        if (!_answers.TryAdd(key, answer))
        {
            Must(
                _answers[key].Value.Number == answer.Value.Number && _answers[key].Position == answer.Position,
                $"{key} was answered as number {_answers[key].Value.Number} at {_answers[key].Position}, then as {answer.Value.Number} at {answer.Position}");
        }
    }

    private Task<BudgetView> GetAsync(string agent)
    {
        BudgetScope scope = BudgetScope.Of(AgentId.Parse(agent));
        return Grain<IBudgetGrain>(scope.ToString()).Get(scope);
    }
}
