using Microsoft.Extensions.Options;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// Decides how hard the projection works. Tables that are nearly up to date wait for those who send and receive; tables
/// that are far behind are worth as much as they.
/// </summary>
internal sealed class ProjectionPace(IOptions<ReportingOptions> options, TimeProvider timeProvider) : IDisposable
{
    // Of five parts of the time one is work: the processor is for those who write the rows, and more of them at once cost less each.
    private const int SpacingPerWork = 5;
    private const int MostGatherTimes = 10;

    private long _lastTicks;

    private readonly Lazy<LowPriorityThread> _background = new(() => new LowPriorityThread("projection"));

    /// <summary>How far apart batches begin at least, while rows come in quick succession and nobody waits to see them.</summary>
    public TimeSpan Spacing
    {
        get
        {
            TimeSpan least = options.Value.GatherTime;
            return TimeSpan.FromTicks(Math.Clamp(SpacingPerWork * Interlocked.Read(ref _lastTicks), least.Ticks, MostGatherTimes * least.Ticks));
        }
    }

    /// <summary>Notes how long the last batch took.</summary>
    public void Took(TimeSpan duration) => Interlocked.Exchange(ref _lastTicks, duration.Ticks);

    /// <summary>Runs work on rows.</summary>
    /// <param name="oldest">When the oldest of them was decided.</param>
    /// <param name="work">The work.</param>
    public Task<T> RunAsync<T>(DateTimeOffset oldest, Func<T> work) =>
        timeProvider.GetUtcNow() - oldest < options.Value.GiveWayTime ? _background.Value.RunAsync(work) : Task.Run(work);

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(DateTimeOffset oldest, Action work) => RunAsync(oldest, () =>
    {
        work();
        return true;
    });

    public void Dispose()
    {
        if (_background.IsValueCreated) _background.Value.Dispose();
    }
}
