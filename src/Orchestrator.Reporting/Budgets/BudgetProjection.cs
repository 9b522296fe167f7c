using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Budgets;

/// <summary>Keeps <c>usage</c>, <c>budgets</c> and <c>budgets_unsettled</c>.</summary>
internal sealed class BudgetProjection(WriteConnection connection) : IProjection<BudgetEvent>
{
    private readonly SqliteStatement _use = connection.Prepare(
        """
        INSERT INTO usage (agent_id, agent_number, session_id, task_id, department, model, input_tokens, output_tokens,
                           cached_input_tokens, cost, metadata, timestamp, reported_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """);

    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO budgets (scope, kind, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)
        ON CONFLICT (scope) DO UPDATE SET updated_at = excluded.updated_at
        """);

    private readonly SqliteStatement _add = connection.Prepare(
        """
        UPDATE budgets
        SET reports = reports + ?2, input_tokens = input_tokens + ?3, output_tokens = output_tokens + ?4,
            cached_input_tokens = cached_input_tokens + ?5, cost = cost + ?6
        WHERE scope = ?1
        """);

    private readonly SqliteStatement _set = connection.Prepare(
        "UPDATE budgets SET warn_cost = ?2, stop_cost = ?3, warn_tokens = ?4, stop_tokens = ?5 WHERE scope = ?1");

    private readonly SqliteStatement _changeStatus = connection.Prepare("UPDATE budgets SET status = ?2, reason = ?3 WHERE scope = ?1");

    private readonly SqliteStatement _unsettle = connection.Prepare(
        """
        INSERT INTO budgets_unsettled (scope, event, since) VALUES (?1, ?2, ?3)
        ON CONFLICT (scope) DO UPDATE SET event = excluded.event
        """);

    private readonly SqliteStatement _settle = connection.Prepare("DELETE FROM budgets_unsettled WHERE scope = ?1 AND event <= ?2");

    public void Apply(BudgetEvent change, EventContext context)
    {
        string scope = change.Scope.Value;
        if (change is BudgetSettled settled)
        {
            _settle.Bind(1, scope).Bind(2, settled.UpTo).Execute();
            return;
        }

        if (BudgetNews.ConcernsOthers(change)) _unsettle.Bind(1, scope).Bind(2, context.Sequence).Bind(3, change.At).Execute();
        _insert.Bind(1, scope).Bind(2, Words<BudgetKind>.Of(change.Scope.Kind)).Bind(3, change.Scope.Name).Bind(4, change.At).Execute();
        switch (change)
        {
            case UsageReported reported:
                Use(reported);
                Add(scope, reported.Amount);
                break;
            case UsageAdded added:
                Add(scope, added.Amount);
                break;
            case BudgetSet { Limits: { } limits }:
                _set.Bind(1, scope).Bind(2, (double?)limits.WarnCost).Bind(3, (double?)limits.StopCost)
                    .Bind(4, limits.WarnTokens).Bind(5, limits.StopTokens).Execute();
                break;
            case BudgetStatusChanged changed:
                _changeStatus.Bind(1, scope).Bind(2, Words<BudgetStatus>.Of(changed.To)).Bind(3, changed.Reason).Execute();
                break;
        }
    }

    private void Use(UsageReported reported) => _use
        .Bind(1, reported.AgentId.Value)
        .Bind(2, reported.Number)
        .Bind(3, reported.SessionId?.Value)
        .Bind(4, reported.TaskId?.Value)
        .Bind(5, reported.Department)
        .Bind(6, reported.Model)
        .Bind(7, reported.Amount.InputTokens)
        .Bind(8, reported.Amount.OutputTokens)
        .Bind(9, reported.Amount.CachedInputTokens)
        .Bind(10, (double)reported.Amount.Cost)
        .BindJson(11, reported.Metadata)
        .Bind(12, reported.UsedAt)
        .Bind(13, reported.At)
        .Execute();

    private void Add(string scope, UsageAmount amount) => _add
        .Bind(1, scope)
        .Bind(2, amount.Reports)
        .Bind(3, amount.InputTokens)
        .Bind(4, amount.OutputTokens)
        .Bind(5, amount.CachedInputTokens)
        .Bind(6, (double)amount.Cost)
        .Execute();
}
