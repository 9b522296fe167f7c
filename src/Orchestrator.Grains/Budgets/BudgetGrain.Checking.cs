using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Budgets;

/// <summary>
/// Saying whether work goes on. An agent's budget asks those of its session and department too, once a second at most: the
/// answer is a part of every send.
/// </summary>
public sealed partial class BudgetGrain
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    private Task<string?>? _askedOthers;
    private long _askedAt;

    /// <inheritdoc/>
    public Task<string?> Check(BudgetScope scope)
    {
        if (Durable.StopReason(Own(scope)) is { } reason) return Task.FromResult<string?>(reason);
        if (scope.Kind != BudgetKind.Agent) return Task.FromResult<string?>(null);
        if (_askedOthers is { IsFaulted: false, IsCanceled: false } asked && Time.GetElapsedTime(_askedAt) < AskAgain) return asked;
        _askedAt = Time.GetTimestamp();
        return _askedOthers = AskOthersAsync(AgentId.Parse(scope.Name));
    }

    private async Task<string?> AskOthersAsync(AgentId agent)
    {
        if (await GrainFactory.GetGrain<IAgentGrain>(agent.Value).GetWorkplace() is not { } workplace) return null;
        List<Task<string?>> asked = [];
        if (workplace.SessionId is { } session) asked.Add(CheckAsync(BudgetScope.Of(session)));
        if (BudgetScope.OfDepartment(workplace.Department) is { } department) asked.Add(CheckAsync(department));
        return Array.Find(await Task.WhenAll(asked), static reason => reason is not null);
    }

    private Task<string?> CheckAsync(BudgetScope scope) => Budget(scope).Check(scope);
}
