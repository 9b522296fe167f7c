using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Mcp.Resources;

/// <summary>
/// Tells when something is journaled of grains that somebody watches. One reader follows the journal for all watchers, and
/// only while there are any.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="lifetime">Ends it.</param>
/// <param name="time">Paces it while the journal can't be read.</param>
/// <param name="logger">Hears of failures to read.</param>
internal sealed partial class GrainWatch(IJournal journal, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<GrainWatch> logger)
{
    private const int BatchRows = 1_000;
    private const long BatchBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, HashSet<Watch>> _watches = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _count;
    private bool _following;

    /// <summary>How many watch.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="grains">The grains as the journal names them.</param>
    /// <param name="types">Only these events; null for all.</param>
    public Watch Begin(IReadOnlyList<string> grains, IReadOnlyList<string>? types)
    {
        var watch = new Watch(this, grains, types);
        lock (_lock)
        {
            long? position = journal.IsShared ? null : journal.LastPosition;
            foreach (string grain in grains)
            {
                if (!_watches.TryGetValue(grain, out HashSet<Watch>? all)) _watches[grain] = all = [];
                all.Add(watch);
            }

            _count++;
            if (!_following)
            {
                _following = true;
                _ = Task.Run(() => FollowAsync(position), CancellationToken.None);
            }
        }

        return watch;
    }

    private void End(Watch watch)
    {
        lock (_lock)
        {
            foreach (string grain in watch.Grains)
            {
                if (_watches.TryGetValue(grain, out HashSet<Watch>? all) && all.Remove(watch) && all.Count == 0) _watches.Remove(grain);
            }

            _count--;
        }
    }

    private async Task FollowAsync(long? position)
    {
        CancellationToken stopping = lifetime.ApplicationStopping;
        while (GoesOn(stopping))
        {
            try
            {
                position ??= await BeginAsync(stopping);
                position = await FollowAsync(position.Value, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // So nobody is told any more.
            }
            catch (Exception error)
            {
                LogFailed(logger, error, RetryDelay);
                await Task.Delay(RetryDelay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // Whoever begins to watch afterwards sees that nobody follows, and has it begun anew.
    private bool GoesOn(CancellationToken stopping)
    {
        lock (_lock) return _following = _count > 0 && !stopping.IsCancellationRequested;
    }

    // Where the journal ends takes a while to find out. What came meanwhile is told by having everybody look.
    private async Task<long> BeginAsync(CancellationToken stopping)
    {
        long position = await journal.GetSettledPositionAsync(stopping);
        lock (_lock)
        {
            foreach (Watch watch in _watches.Values.SelectMany(static watches => watches)) watch.Tell();
        }

        return position;
    }

    private async Task<long> FollowAsync(long position, CancellationToken stopping)
    {
        await journal.WaitForAppendAsync(position, stopping);
        IReadOnlyList<JournalEntry> rows = await journal.ReadAsync(position, BatchRows, BatchBytes, stopping);
        lock (_lock)
        {
            foreach (JournalEntry row in rows)
            {
                if (!_watches.TryGetValue(row.Grain, out HashSet<Watch>? watches)) continue;
                foreach (Watch watch in watches) watch.Tell(row.Type);
            }
        }

        return rows.Count == 0 ? position : rows[^1].Position;
    }

    [LoggerMessage(LogLevel.Warning, "the journal can't be read for those who subscribed to resources; trying again in {Delay}")]
    private static partial void LogFailed(ILogger logger, Exception error, TimeSpan delay);

    /// <summary>A watcher. What happens while it is busy is told once.</summary>
    internal sealed class Watch(GrainWatch owner, IReadOnlyList<string> grains, IReadOnlyList<string>? types) : IDisposable
    {
        private readonly Channel<byte> _signals = Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private int _ended;

        public IReadOnlyList<string> Grains { get; } = grains;

        /// <summary>Returns when something happened since it returned last.</summary>
        public async Task NextAsync(CancellationToken cancellationToken) => await _signals.Reader.ReadAsync(cancellationToken);

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0) owner.End(this);
        }

        public void Tell(string rowTypes)
        {
            if (types is null || types.Any(type => rowTypes.Contains(type, StringComparison.Ordinal))) Tell();
        }

        public void Tell() => _signals.Writer.TryWrite(0);
    }
}
