using Microsoft.Extensions.Options;

namespace Orchestrator.Reporting.Projection;

/// <summary>
/// Decides how hard the projection works. Tables that are nearly up to date wait for those who send and receive; tables
/// that are far behind are worth as much as they.
/// </summary>
internal sealed class ProjectionPace(IOptions<ReportingOptions> options, TimeProvider timeProvider) : IDisposable
{
    private readonly Lazy<LowPriorityThread> _background = new(() => new LowPriorityThread("projection"));

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
