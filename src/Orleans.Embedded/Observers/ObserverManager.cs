using System.Collections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Utilities;

/// <summary>Keeps the observers of a grain; those not heard of for some time are dropped.</summary>
/// <typeparam name="TObserver">The observer interface.</typeparam>
public class ObserverManager<TObserver>(TimeSpan expiration, ILogger log)
    : ObserverManager<IAddressable, TObserver>(expiration, log);

/// <summary>Keeps the observers of a grain; those not heard of for some time are dropped.</summary>
/// <typeparam name="TIdentity">What tells observers apart.</typeparam>
/// <typeparam name="TObserver">The observer interface.</typeparam>
public class ObserverManager<TIdentity, TObserver> : IEnumerable<TObserver>
    where TIdentity : notnull
{
    private readonly ILogger _log;

    // Never changed, only replaced: whoever goes through it sees it as it was.
    private Dictionary<TIdentity, (TObserver Observer, DateTime LastSeen)> _observers = [];

    /// <summary>Makes an empty one.</summary>
    public ObserverManager(TimeSpan expiration, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ExpirationDuration = expiration;
        _log = log;
    }

    /// <summary>Gets or sets the clock.</summary>
    public Func<DateTime> GetDateTime { get; set; } = static () => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>Gets or sets after how long observers are dropped that have not subscribed again.</summary>
    public TimeSpan ExpirationDuration { get; set; }

    /// <summary>Gets the number of observers.</summary>
    public int Count => _observers.Count;

    /// <summary>Gets the observers.</summary>
    public IReadOnlyDictionary<TIdentity, TObserver> Observers =>
        _observers.ToDictionary(one => one.Key, one => one.Value.Observer);

    /// <summary>Drops all observers.</summary>
    public void Clear() => _observers = [];

    /// <summary>Adds an observer, or notes that it is still there.</summary>
    public void Subscribe(TIdentity id, TObserver observer) =>
        _observers = new(_observers) { [id] = (observer, GetDateTime()) };

    /// <summary>Drops an observer.</summary>
    public void Unsubscribe(TIdentity id) => Drop([id]);

    /// <summary>Notifies all observers, one after the other; those that fail are dropped.</summary>
    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        var defunct = new List<TIdentity>();
        foreach (var (id, observer) in Wanted(predicate, defunct))
        {
            try
            {
                await notification(observer);
            }
            catch (Exception exception)
            {
                ObserverManagerLog.Dropped(_log, id, exception);
                defunct.Add(id);
            }
        }

        Drop(defunct);
    }

    /// <summary>Notifies all observers; those that fail are dropped.</summary>
    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        var defunct = new List<TIdentity>();
        foreach (var (id, observer) in Wanted(predicate, defunct))
        {
            try
            {
                notification(observer);
            }
            catch (Exception exception)
            {
                ObserverManagerLog.Dropped(_log, id, exception);
                defunct.Add(id);
            }
        }

        Drop(defunct);
    }

    /// <summary>Drops the observers not heard of for some time.</summary>
    public void ClearExpired() => Drop([.. _observers.Where(one => IsExpired(one.Value.LastSeen)).Select(one => one.Key)]);

    /// <inheritdoc/>
    public IEnumerator<TObserver> GetEnumerator() => _observers.Values.Select(one => one.Observer).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private bool IsExpired(DateTime lastSeen) => lastSeen + ExpirationDuration < GetDateTime();

    private IEnumerable<(TIdentity Id, TObserver Observer)> Wanted(
        Func<TObserver, bool>? predicate, List<TIdentity> defunct)
    {
        foreach (var (id, (observer, lastSeen)) in _observers)
        {
            if (IsExpired(lastSeen))
                defunct.Add(id);
            else if (predicate is null || predicate(observer))
                yield return (id, observer);
        }
    }

    private void Drop(IReadOnlyCollection<TIdentity> ids)
    {
        if (!ids.Any(_observers.ContainsKey)) return;
        var left = new Dictionary<TIdentity, (TObserver Observer, DateTime LastSeen)>(_observers);
        foreach (var id in ids) left.Remove(id);
        _observers = left;
    }
}

internal static partial class ObserverManagerLog
{
    [LoggerMessage(62, LogLevel.Debug, "Dropped the observer {Id}, which failed")]
    public static partial void Dropped(ILogger logger, object id, Exception exception);
}
