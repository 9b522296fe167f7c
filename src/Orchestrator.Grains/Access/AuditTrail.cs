using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Access;

namespace Orchestrator.Grains.Access;

/// <summary>
/// Brings what is to be noted of access to its grains. The first of its kind in a minute is on disk before the caller is answered;
/// equal ones are counted and written when the minute is over. Of one source no more than <see cref="MaxKinds"/> kinds in a minute
/// are told apart, so that nobody fills the disk by being refused.
/// </summary>
/// <param name="grains">Reaches the grains.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where all of it is logged too.</param>
public sealed partial class AuditTrail(IGrainFactory grains, TimeProvider time, ILogger<AuditTrail> logger) : BackgroundService, IAuditTrail
{
    /// <summary>How many kinds of entries of one source are told apart in a minute.</summary>
    public const int MaxKinds = 16;

    private const string Others = "(others)";

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, SourceOfMinute> _sources = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task NoteAsync(string face, AuditEntry entry)
    {
        string source = entry.Token is { } token ? token.Value : face;
        SourceOfMinute kinds = _sources.GetOrAdd(source, static _ => new());
        return kinds.IsFirst(ref entry) ? WriteAsync(source, [entry]) : Task.CompletedTask;
    }

    /// <summary>Writes what was counted, and begins to count anew.</summary>
    public async Task FlushAsync()
    {
        foreach ((string source, SourceOfMinute kinds) in _sources.ToArray())
        {
            _sources.TryRemove(source, out _);
            if (kinds.Counted() is not { Count: > 0 } entries) continue;
            try
            {
                await WriteAsync(source, entries);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                LogLost(logger, error, source, entries.Sum(entry => entry.Count));
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Minute, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    // What the call carries (its transaction, its key, its caller) is none of the note's.
    private async Task WriteAsync(string source, IReadOnlyList<AuditEntry> entries)
    {
        RequestContext.Clear();
        string day = time.GetUtcNow().ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        if (!await grains.GetGrain<IAuditGrain>($"{source}-{day}").Note(entries)) LogFull(logger, source, IAuditGrain.MaxEntries);
    }

    [LoggerMessage(LogLevel.Warning, "Audit of {Source}: {Count} entries could not be written")]
    private static partial void LogLost(ILogger logger, Exception error, string source, long count);

    [LoggerMessage(LogLevel.Warning, "Audit of {Source}: more than {Max} entries on this day; further ones are not kept")]
    private static partial void LogFull(ILogger logger, string source, int max);

    /// <summary>What one source did in a minute.</summary>
    private sealed class SourceOfMinute
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<AuditEntry, long> _counts = [];

        // Since and Count are set alike, so that records are equal when they say the same.
        public bool IsFirst(ref AuditEntry entry)
        {
            AuditEntry kind = entry with { Since = default, Count = 0 };
            lock (_gate)
            {
                if (_counts.TryGetValue(kind, out long count))
                {
                    _counts[kind] = count + 1;
                    return false;
                }

                if (_counts.Count >= MaxKinds)
                {
                    kind = kind with { Operation = Others, ActedAs = null, Reason = null, Remote = null };
                    if (!_counts.TryAdd(kind, 1)) _counts[kind]++;
                    return false;
                }

                _counts.Add(kind, 0);
                _since.Add(kind, entry.Since);
                return true;
            }
        }

        public IReadOnlyList<AuditEntry> Counted()
        {
            lock (_gate)
            {
                return
                [
                    .. _counts.Where(one => one.Value > 0).Select(one => one.Key with
                    {
                        Count = one.Value,
                        Since = _since.TryGetValue(one.Key, out DateTimeOffset since) ? since : _since.Values.Min(),
                    }),
                ];
            }
        }

        private readonly Dictionary<AuditEntry, DateTimeOffset> _since = [];
    }
}
