namespace Orchestrator.Contracts.Budgets;

/// <summary>How much was used.</summary>
[Immutable]
public sealed record UsageAmount
{
    /// <summary>How many reports this is the sum of.</summary>
    public long Reports { get; init; }

    /// <summary>Tokens given to a model.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens that a model gave.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Tokens read from a model's cache.</summary>
    public long CachedInputTokens { get; init; }

    /// <summary>US dollars, to a billionth.</summary>
    public decimal Cost { get; init; }

    /// <summary>What limits of tokens count: input and output. Cached ones count where the report has them among its input.</summary>
    public long Tokens() => Sum(InputTokens, OutputTokens);

    /// <summary>The sum of two. What is more than a number holds stays at the most that it holds.</summary>
    public UsageAmount Plus(UsageAmount other) => new()
    {
        Reports = Sum(Reports, other.Reports),
        InputTokens = Sum(InputTokens, other.InputTokens),
        OutputTokens = Sum(OutputTokens, other.OutputTokens),
        CachedInputTokens = Sum(CachedInputTokens, other.CachedInputTokens),
        Cost = Cost + other.Cost,
    };

    // None of them is negative.
    private static long Sum(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;
}
