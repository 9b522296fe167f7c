using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Streams;

/// <summary>Asks a host to push events, or to go on doing so.</summary>
[Immutable]
public sealed record FollowEvents : ICommand
{
    /// <summary>A subscription lasts this long; clients ask again before it ends.</summary>
    public static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The same number renews the subscription that is there; another one begins anew at <see cref="After"/>. From 1.
    /// </summary>
    public required long Run { get; init; }

    /// <summary>Which events.</summary>
    public EventFilter Filter { get; init; } = EventFilter.All;

    /// <summary>The place behind which to begin; null for what comes from now on.</summary>
    public EventCursor? After { get; init; }

    /// <summary>The most events that are pushed and not acknowledged, 1 to 10,000.</summary>
    public int Window { get; init; } = 1_000;

    /// <inheritdoc/>
    /// <exception cref="ValidationException">A field is not allowed.</exception>
    public void Validate()
    {
        Check.Range(Run, "run", 1, long.MaxValue);
        Check.Range(Window, "window", 1, 10_000);
        Filter.Validate();
    }
}
