using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>The observers of a client in this process.</summary>
internal sealed class ObserverHost(
    string clientId,
    IServiceProvider services,
    IReadOnlyList<IIncomingGrainCallFilter> filters,
    ILogger log) : IObserverClient
{
    private readonly ConcurrentDictionary<GrainId, LocalObserver> _observers = new();

    /// <inheritdoc/>
    public string ClientId => clientId;

    /// <summary>Gets the services of the client.</summary>
    public IServiceProvider Services => services;

    /// <summary>Gets the filters of the calls received.</summary>
    public IReadOnlyList<IIncomingGrainCallFilter> Filters => filters;

    /// <summary>Gets the log.</summary>
    public ILogger Log => log;

    /// <summary>Makes a reference to an object; the object is held weakly.</summary>
    public TObserver Create<TObserver>(IGrainObserver target, GrainCaller caller)
        where TObserver : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(target);
        if (RuntimeContext.Current is not null)
            throw new InvalidOperationException("Cannot create a local object reference from a grain.");
        if (target is GrainReference or IGrainBase)
            throw new ArgumentException("Argument must not be a grain class or a reference.", nameof(target));

        var id = ClientIds.NewObserver(clientId);
        var reference = GrainInterface.Of(typeof(TObserver)).NewReference(caller, id);
        _observers[id] = new(this, reference, target);
        return (TObserver)(object)reference;
    }

    /// <summary>Ends a reference.</summary>
    public void Delete(IGrainObserver reference)
    {
        if (reference is not GrainReference { GrainId: var id })
            throw new ArgumentException("Argument must be a reference that CreateObjectReference returned.", nameof(reference));
        Remove(id);
    }

    /// <summary>Ends a reference.</summary>
    public void Remove(GrainId id) => _observers.TryRemove(id, out _);

    /// <summary>Finds the method of an observer that a remote grain calls.</summary>
    public GrainMethod? FindMethod(GrainId id, string interfaceName, string wireName) =>
        _observers.TryGetValue(id, out var observer) ? observer.FindInterface(interfaceName)?.Find(wireName) : null;

    /// <inheritdoc/>
    public void Deliver(GrainRequest request)
    {
        if (_observers.TryGetValue(request.TargetId, out var observer))
        {
            observer.Enqueue(request);
            return;
        }

        ObserverLog.NoObserver(log, request.TargetId);
        request.TryFail(new ClientNotAvailableException(request.TargetId));
    }
}
