using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.EventSourcing;
using Orleans.Concurrency;

namespace Orchestrator.Grains.Budgets;

/// <inheritdoc cref="IBudgetGrain"/>
[Reentrant]
public sealed partial class BudgetGrain(EventSourcingServices services)
    : EventSourcedGrain<BudgetState, BudgetEvent>(services, "budget"), IBudgetGrain
{
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async Task<Committed<UsageView>> Report(ReportUsage command)
    {
        command.Validate();
        BudgetScope scope = Own(BudgetScope.Of(command.AgentId));
        if (command.At > Now() + ClockTolerance) throw new ValidationException("at", "must not be in the future");
        AgentWorkplace? workplace = command is { SessionId: not null, Department: not null }
            ? null
            : await GrainFactory.GetGrain<IAgentGrain>(command.AgentId.Value).GetWorkplace();
        DateTimeOffset now = Now();
        var reported = new UsageReported
        {
            At = now,
            Scope = scope,
            Number = State.Totals.Reports + 1,
            AgentId = command.AgentId,
            SessionId = command.SessionId ?? workplace?.SessionId,
            TaskId = command.TaskId,
            Department = command.Department ?? BudgetScope.OfDepartment(workplace?.Department)?.Name,
            Model = command.Model,
            Amount = command.Amount(),
            UsedAt = command.At < now ? command.At.Value : now,
            Metadata = command.Metadata,
        };
        Committed<UsageView> answer = await CommitAsync(scope, reported, state => View(reported, state));
        await TrySettleAsync(); // so that limits of the others hold at once
        return answer;
    }

    /// <inheritdoc/>
    public async Task Add(BudgetScope scope, AddUsage reports)
    {
        Own(scope);
        if (State.Missing(scope, reports, Now()) is { } added) await CommitAsync(scope, added, _ => true);
        else await CommitAsync(); // it may be on its way
        await TrySettleAsync();
    }

    /// <inheritdoc/>
    public async Task<Committed<BudgetView>> Set(BudgetScope scope, SetBudget command)
    {
        command.Validate();
        Own(scope);
        if (State.Limits == command) return new(View(scope, State), await CommitAsync());
        Committed<BudgetView> answer = await CommitAsync(
            scope, new BudgetSet { At = Now(), Scope = scope, Limits = command }, state => View(scope, state));
        await TrySettleAsync();
        return answer;
    }

    /// <inheritdoc/>
    public Task<BudgetView> Get(BudgetScope scope) => Task.FromResult(View(Own(scope), Durable));

    private static BudgetView View(BudgetScope scope, BudgetState state) =>
        BudgetView.Of(scope, state.Totals, state.Limits, state.UpdatedAt);

    private static UsageView View(UsageReported reported, BudgetState state) => new()
    {
        AgentId = reported.AgentId,
        Number = reported.Number,
        SessionId = reported.SessionId,
        TaskId = reported.TaskId,
        Department = reported.Department,
        Model = reported.Model,
        InputTokens = reported.Amount.InputTokens,
        OutputTokens = reported.Amount.OutputTokens,
        CachedInputTokens = reported.Amount.CachedInputTokens,
        Cost = reported.Amount.Cost,
        At = reported.UsedAt,
        Metadata = reported.Metadata,
        Budget = View(reported.Scope, state),
    };

    // A limit that this reaches, or leaves, is noted in the same commit.
    private async Task<Committed<TView>> CommitAsync<TView>(BudgetScope scope, BudgetEvent change, Func<BudgetState, TView> view)
    {
        int first = OpenEvents;
        Raise(change);
        BudgetStatusChanged? crossed = State.StatusChange(scope, change.At);
        if (crossed is not null) Raise(crossed);
        Committed<TView> answer = await CommitAsync(view(State), first);
        if (crossed is null) return answer;
        BudgetAnswers.Change();
        Tell(crossed);
        return answer;
    }

    private void Tell(BudgetStatusChanged crossed)
    {
        if (crossed.To == BudgetStatus.Stopped) LogStopped(Logger, crossed.Reason);
        else if (crossed.From == BudgetStatus.Stopped) LogResumed(Logger, crossed.Scope.Value);
        else if (crossed.To == BudgetStatus.Warned) LogWarned(Logger, crossed.Reason);
    }

    private BudgetScope Own(BudgetScope scope) => scope.Key == this.GetPrimaryKeyString()
        ? scope
        : throw new ValidationException("scope", $"is not that of budget {this.GetPrimaryKeyString()}");

    [LoggerMessage(LogLevel.Warning, "Budget warns: {Reason}")]
    private static partial void LogWarned(ILogger logger, string? reason);

    [LoggerMessage(LogLevel.Warning, "Budget stops, claims and sends are refused: {Reason}")]
    private static partial void LogStopped(ILogger logger, string? reason);

    [LoggerMessage(LogLevel.Information, "The budget of {Scope} got new limits; claims and sends go on")]
    private static partial void LogResumed(ILogger logger, string scope);
}
