using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Budgets;

/// <summary>What the events of a budget say.</summary>
public sealed record BudgetState : IEventSourced<BudgetState, BudgetEvent>
{
    /// <summary>What it is for; null before its first event.</summary>
    public BudgetScope? Scope { get; init; }

    /// <summary>What was used.</summary>
    public UsageAmount Totals { get; init; } = new();

    /// <summary>Its limits.</summary>
    public SetBudget Limits { get; init; } = new();

    /// <summary>Where it stands, as the journal has it.</summary>
    public BudgetStatus Status { get; init; }

    /// <summary>When something last happened to it.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The number of the last event that others must be told of; 0 when they know everything.</summary>
    public long Unsettled { get; init; }

    /// <summary>Of an agent's budget: its reports that other budgets may not count yet, in order.</summary>
    public ImmutableList<UntoldUsage> Untold { get; init; } = [];

    /// <summary>Of another budget: the number of the last report that it counts, for each agent.</summary>
    public ImmutableDictionary<AgentId, long> Counted { get; init; } = ImmutableDictionary<AgentId, long>.Empty;

    /// <inheritdoc/>
    [JsonIgnore]
    public int Weight => 1 + Counted.Count + Untold.Count;

    /// <inheritdoc/>
    public BudgetState Apply(BudgetEvent change, long sequence)
    {
        BudgetState next = Apply(change) with { Scope = change.Scope };
        if (change is BudgetSettled settled)
        {
            return next with
            {
                Unsettled = settled.UpTo >= Unsettled ? 0 : Unsettled,
                Untold = Untold.RemoveAll(usage => usage.Event <= settled.UpTo),
            };
        }

        next = next with { UpdatedAt = change.At };
        if (!BudgetNews.ConcernsOthers(change)) return next;
        return change is UsageReported reported
            ? next with { Unsettled = sequence, Untold = Untold.Add(new(sequence, reported.Number, [.. reported.OtherScopes()], reported.Amount)) }
            : next with { Unsettled = sequence };
    }

    /// <summary>The event that says where it stands now; null when the journal says so already.</summary>
    public BudgetStatusChanged? StatusChange(BudgetScope scope, DateTimeOffset at)
    {
        (BudgetStatus status, string? reason) = BudgetRule.Judge(scope, Totals, Limits);
        return status == Status ? null : new() { At = at, Scope = scope, From = Status, To = status, Reason = reason };
    }

    /// <summary>Of reports, those that it does not count yet, as one; null when it counts all.</summary>
    public UsageAdded? Missing(BudgetScope scope, AddUsage reports, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(reports);
        long last = Counted.GetValueOrDefault(reports.AgentId);
        NumberedUsage[] missing = [.. reports.Reports.Where(report => report.Number > last).DistinctBy(report => report.Number)];
        return missing.Length == 0 ? null : new()
        {
            At = at,
            Scope = scope,
            AgentId = reports.AgentId,
            UpTo = missing.Max(report => report.Number),
            Amount = missing.Aggregate(new UsageAmount(), (sum, report) => sum.Plus(report.Amount)),
        };
    }

    /// <summary>Why claims and sends in its name are refused; null when they are not.</summary>
    public string? StopReason(BudgetScope scope) =>
        BudgetRule.Judge(scope, Totals, Limits) is { Status: BudgetStatus.Stopped, Reason: { } reason } ? reason : null;

    private BudgetState Apply(BudgetEvent change) => change switch
    {
        UsageReported reported => this with { Totals = Totals.Plus(reported.Amount) },
        UsageAdded added => this with
        {
            Totals = Totals.Plus(added.Amount),
            Counted = Counted.SetItem(added.AgentId, Math.Max(added.UpTo, Counted.GetValueOrDefault(added.AgentId))),
        },
        BudgetSet set => this with { Limits = set.Limits },
        BudgetStatusChanged changed => this with { Status = changed.To },
        _ => this,
    };
}

/// <summary>A report of which other budgets are to be told.</summary>
/// <param name="Event">The number of its event.</param>
/// <param name="Number">Its number among the agent's reports.</param>
/// <param name="Scopes">The budgets.</param>
/// <param name="Amount">How much it adds.</param>
public sealed record UntoldUsage(long Event, long Number, IReadOnlyList<BudgetScope> Scopes, UsageAmount Amount);
