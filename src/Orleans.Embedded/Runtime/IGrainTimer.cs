using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer of an activation; dispose it to stop it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when the next tick is due and the time between the end of a tick and the next.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer behaves.</summary>
public readonly struct GrainTimerCreationOptions : IEquatable<GrainTimerCreationOptions>
{
    /// <summary>Makes the options.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>Makes the options.</summary>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Gets the time until the first tick.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Gets the time between the end of a tick and the next; infinite for a single tick.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Gets whether ticks run together with requests and other ticks.</summary>
    public bool Interleave { get; init; }

    /// <summary>Gets whether ticks keep the activation from being collected.</summary>
    public bool KeepAlive { get; init; }

    /// <inheritdoc/>
    public bool Equals(GrainTimerCreationOptions other) =>
        DueTime == other.DueTime && Period == other.Period && Interleave == other.Interleave
        && KeepAlive == other.KeepAlive;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GrainTimerCreationOptions other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(DueTime, Period, Interleave, KeepAlive);

    /// <summary>Compares two sets of options.</summary>
    public static bool operator ==(GrainTimerCreationOptions left, GrainTimerCreationOptions right) => left.Equals(right);

    /// <summary>Compares two sets of options.</summary>
    public static bool operator !=(GrainTimerCreationOptions left, GrainTimerCreationOptions right) => !left.Equals(right);
}
