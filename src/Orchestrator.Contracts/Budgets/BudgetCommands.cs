using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Budgets;

/// <summary>Reports what an agent used of a model. It is taken in whatever the budgets say: the money is spent.</summary>
[Immutable]
public sealed record ReportUsage : ICommand
{
    /// <summary>The most tokens that one report may have of a kind.</summary>
    public const long MaxTokens = 1_000_000_000_000;

    /// <summary>The most US dollars of one report.</summary>
    public const int MaxCost = 1_000_000;

    /// <summary>The agent; need not be registered.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>The session it was for; when absent, the one in which the agent is registered.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The task it was for.</summary>
    public TaskId? TaskId { get; init; }

    /// <summary>The department it was for, by id or name, up to 200 characters; when absent, the agent's.</summary>
    public string? Department { get; init; }

    /// <summary>The model, as its provider calls it: 1 to 100 characters.</summary>
    public required string Model { get; init; }

    /// <summary>Tokens given to the model, 0 to 1,000,000,000,000.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens that the model gave, 0 to 1,000,000,000,000.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Tokens read from the model's cache, for the record: no limit counts them unless they are among <see cref="InputTokens"/>.</summary>
    public long? CachedInputTokens { get; init; }

    /// <summary>What it cost in US dollars, 0 to 1,000,000, rounded to a billionth; nothing when absent.</summary>
    public decimal? Cost { get; init; }

    /// <summary>When it was used; now when absent, or where a clock that is fast by a minute at most says later.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The caller's own JSON object, up to 256 KiB.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>What it adds to budgets.</summary>
    public UsageAmount Amount() => new()
    {
        Reports = 1,
        InputTokens = InputTokens,
        OutputTokens = OutputTokens,
        CachedInputTokens = CachedInputTokens ?? 0,
        Cost = decimal.Round(Cost ?? 0, 9),
    };

    /// <inheritdoc/>
    public void Validate()
    {
        if (AgentId == default) throw new ValidationException("agentId", "is required");
        Check.RequiredText(Model, "model", 100);
        if (Model.Any(char.IsControl)) throw new ValidationException("model", "must not have control characters");
        if (Department is not null && BudgetScope.OfDepartment(Department) is null)
            throw new ValidationException("department", $"must have 1 to {BudgetScope.MaxLength} characters, none of them a control character");
        Check.Range(InputTokens, "inputTokens", 0, MaxTokens);
        Check.Range(OutputTokens, "outputTokens", 0, MaxTokens);
        Check.Range(CachedInputTokens, "cachedInputTokens", 0, MaxTokens);
        if (Cost is < 0 or > MaxCost) throw new ValidationException("cost", $"must be 0 to {MaxCost} US dollars, is {Cost}");
        Check.JsonObject(Metadata, "metadata");
    }
}

/// <summary>Sets all limits of a budget; one that is absent or null is none. Zero stops or warns at once.</summary>
[Immutable]
public sealed record SetBudget : ICommand
{
    /// <summary>The most US dollars of a limit.</summary>
    public const long MaxCost = 1_000_000_000_000;

    /// <summary>US dollars from which on it warns.</summary>
    public decimal? WarnCost { get; init; }

    /// <summary>US dollars from which on it stops claims and sends.</summary>
    public decimal? StopCost { get; init; }

    /// <summary>Input and output tokens from which on it warns.</summary>
    public long? WarnTokens { get; init; }

    /// <summary>Input and output tokens from which on it stops claims and sends.</summary>
    public long? StopTokens { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        CheckCost(WarnCost, "warnCost");
        CheckCost(StopCost, "stopCost");
        Check.Range(WarnTokens, "warnTokens", 0, long.MaxValue);
        Check.Range(StopTokens, "stopTokens", 0, long.MaxValue);
        if (WarnCost > StopCost) throw new ValidationException("warnCost", "must not be more than stopCost");
        if (WarnTokens > StopTokens) throw new ValidationException("warnTokens", "must not be more than stopTokens");
    }

    private static void CheckCost(decimal? cost, string field)
    {
        if (cost is < 0 or > MaxCost) throw new ValidationException(field, $"must be 0 to {MaxCost} US dollars, is {cost}");
    }
}

/// <summary>Tells a budget of what an agent used within it.</summary>
[Immutable]
public sealed record AddUsage
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Its reports, in order. Those that the budget has already are passed over.</summary>
    public required IReadOnlyList<NumberedUsage> Reports { get; init; }
}

/// <summary>What a report of an agent adds.</summary>
/// <param name="Number">The report's number among those of the agent, from 1.</param>
/// <param name="Amount">How much.</param>
[Immutable]
public sealed record NumberedUsage(long Number, UsageAmount Amount);
