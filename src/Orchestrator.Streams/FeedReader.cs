using System.Collections.Frozen;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Streams;

/// <summary>One reader of the journal's events, with its place and its filter. For one caller at a time.</summary>
public sealed class FeedReader : IDisposable
{
    private const int RowsAtOnce = 256;

    private readonly EventFeed _feed;
    private readonly EventFilter _filter;
    private readonly FrozenSet<string>? _types;
    private bool _disposed;

    internal FeedReader(EventFeed feed, EventFilter filter, EventCursor cursor)
    {
        (_feed, _filter, Cursor) = (feed, filter, cursor);
        _types = filter.Types?.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The place behind what was read.</summary>
    public EventCursor Cursor { get; private set; }

    /// <summary>Reads on, without waiting for what is not there yet.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The wanted events among some of those that follow; null when nothing follows. What is returned must be let go before
    /// more is read: that bounds what a reader holds.
    /// </returns>
    /// <exception cref="Contracts.Errors.CursorExpiredException">What follows went out of the journal meanwhile.</exception>
    /// <exception cref="Journal.JournalUnavailableException">The journal can't be read now.</exception>
    public async ValueTask<IReadOnlyList<FeedEvent>?> ReadAsync(CancellationToken cancellationToken)
    {
        if (!_feed.Ring.TryRead(Cursor.Whole, RowsAtOnce, out IReadOnlyList<FeedRow> rows))
            rows = await _feed.ReadPageAsync(Cursor, cancellationToken);
        if (rows.Count == 0) return null;
        List<FeedEvent> wanted = [];
        foreach (FeedRow row in rows)
        {
            int seen = row.Position == Cursor.Position ? Cursor.Events : 0;
            foreach (FeedEvent one in row.Events.AsSpan(Math.Min(seen, row.Events.Length)))
            {
                if (Wants(one)) wanted.Add(one);
            }
        }

        Cursor = new(rows[^1].Position);
        return wanted;
    }

    /// <summary>Goes back to behind an event that was the last one taken.</summary>
    /// <param name="cursor">The event's cursor.</param>
    public void ReturnTo(EventCursor cursor) => Cursor = cursor;

    /// <summary>Waits until something follows.</summary>
    /// <param name="atMost">How long at most.</param>
    /// <param name="time">Measures it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether something follows; false when the time was over.</returns>
    public async ValueTask<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_feed.Ring.HasAfter(Cursor.Whole, out Task change)) return true;
        if (atMost <= TimeSpan.Zero) return false;
        try
        {
            await change.WaitAsync(atMost, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Ends the reading.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _feed.Leave();
    }

    private bool Wants(FeedEvent one) =>
        (_types is null || _types.Contains(one.Streamed.Event.Type)) && one.Subjects.Fit(_filter);
}
