using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Mcp.Resources;

/// <summary>
/// Tells when something is journaled of grains that somebody watches. One reader follows the journal for all watchers, and
/// only while there are any.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="lifetime">Ends it.</param>
/// <param name="time">Paces it while the journal can't be read.</param>
internal sealed class GrainWatch(IJournal journal, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int BatchRows = 1_000;
    private const long BatchBytes = 4 * 1024 * 1024;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Watch, byte>> _watches = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _count;
    private bool _following;

    /// <summary>Begins to watch.</summary>
    /// <param name="grains">The grains as the journal names them.</param>
    /// <param name="types">Only these events; null for all.</param>
    public Watch Begin(IReadOnlyList<string> grains, IReadOnlyList<string>? types)
    {
        var watch = new Watch(this, grains, types);
        foreach (string grain in grains) _watches.GetOrAdd(grain, static _ => new()).TryAdd(watch, 0);
        lock (_lock)
        {
            _count++;
            if (!_following) _ = FollowAsync();
            _following = true;
        }

        return watch;
    }

    private void End(Watch watch)
    {
        foreach (string grain in watch.Grains)
        {
            if (!_watches.TryGetValue(grain, out ConcurrentDictionary<Watch, byte>? all)) continue;
            all.TryRemove(watch, out _);
        }

        lock (_lock)
        {
            if (--_count == 0) _watches.Clear();
        }
    }

    private async Task FollowAsync()
    {
        CancellationToken stopping = lifetime.ApplicationStopping;
        long? position = journal.IsShared ? null : journal.LastPosition;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                position ??= await BeginAsync(stopping);
                position = await FollowAsync(position.Value, stopping);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception error) when (error is JournalException or UnavailableException)
            {
                if (!journal.IsShared) break; // it ends with the host; watchers are told by their own requests
                await Task.Delay(RetryDelay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // another machine's comes back
            }

            lock (_lock)
            {
                _following = _count > 0;
                if (!_following) return;
            }
        }

        lock (_lock) _following = false;
    }

    // Where the journal ends takes a while to find out. What came meanwhile is told by having everybody look.
    private async Task<long> BeginAsync(CancellationToken stopping)
    {
        long position = await journal.GetSettledPositionAsync(stopping);
        foreach (Watch watch in _watches.Values.SelectMany(static watches => watches.Keys)) watch.Tell();
        return position;
    }

    private async Task<long> FollowAsync(long position, CancellationToken stopping)
    {
        await journal.WaitForAppendAsync(position, stopping);
        IReadOnlyList<JournalEntry> rows = await journal.ReadAsync(position, BatchRows, BatchBytes, stopping);
        foreach (JournalEntry row in rows)
        {
            if (!_watches.TryGetValue(row.Grain, out ConcurrentDictionary<Watch, byte>? watches)) continue;
            foreach (Watch watch in watches.Keys) watch.Tell(row.Type);
        }

        return rows.Count == 0 ? position : rows[^1].Position;
    }

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
