using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>
/// The silos of this process and the directory of their activations. A host has a cluster of its own with one
/// silo; tests put several silos into one.
/// </summary>
internal sealed class GrainCluster
{
    private readonly ConcurrentDictionary<GrainId, Activation> _directory = new();
    private readonly ConcurrentDictionary<string, IObserverClient> _clients = new(StringComparer.Ordinal);
    private ImmutableArray<Silo> _silos = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Gets the silos that take requests.</summary>
    public ImmutableArray<Silo> Silos => _silos;

    /// <summary>Gets who decides what is left to chance otherwise; null outside of simulations.</summary>
    public ControlledExecution? Control { get; init; }

    /// <summary>Gets the reminders of clusters that do not store them.</summary>
    public InMemoryReminderTable MemoryReminders { get; } = new();

    /// <summary>Gets a task that completes when a silo joins or leaves.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Lets a silo take requests.</summary>
    public void Join(Silo silo)
    {
        ImmutableInterlocked.Update(ref _silos, static (all, one) => all.Add(one), silo);
        SignalChange();
    }

    /// <summary>Takes a silo out: no new activations are placed on it.</summary>
    public void Leave(Silo silo)
    {
        if (ImmutableInterlocked.Update(ref _silos, static (all, one) => all.Remove(one), silo)) SignalChange();
    }

    /// <summary>Lists the activations on a silo.</summary>
    public List<Activation> ActivationsOn(Silo silo) =>
        [.. _directory.Values.Where(one => ReferenceEquals(one.Silo, silo))];

    /// <summary>Lets calls find the observers of a client.</summary>
    public void AddClient(IObserverClient client) => _clients[client.ClientId] = client;

    /// <summary>Calls no longer find the observers of a client.</summary>
    public void RemoveClient(IObserverClient client) => _clients.TryRemove(new(client.ClientId, client));

    /// <summary>Finds an activation.</summary>
    public Activation? Find(GrainId id) => _directory.GetValueOrDefault(id);

    /// <summary>Removes an activation that is gone.</summary>
    public void Forget(Activation activation) => _directory.TryRemove(new(activation.GrainId, activation));

    /// <summary>Hands a request to the grain's activation, which is made if there is none.</summary>
    /// <param name="request">The request.</param>
    /// <param name="near">The silo of the caller, if it has one.</param>
    /// <param name="target">The reference that was called, which remembers the activation.</param>
    public void Route(GrainRequest request, Silo? near, GrainReference? target)
    {
        var activation = target?.LastActivation;
        while (true)
        {
            if (activation is null)
            {
                if (ClientIds.IsObserver(request.TargetId))
                {
                    DeliverToObserver(request);
                    return;
                }

                if ((activation = Locate(request, near)) is null) return;
            }

            var admission = activation.TryEnqueue(request);
            switch (admission.Kind)
            {
                case AdmissionKind.Accepted:
                    if (target is not null) target.LastActivation = activation;
                    return;
                case AdmissionKind.Overloaded:
                    Refuse(request, activation, admission.QueueLength);
                    return;
                default:
                    Forget(activation);
                    activation = null;
                    break;
            }
        }
    }

    /// <summary>Sends a request on that waited at an activation which is gone.</summary>
    public void Forward(GrainRequest request, Silo from)
    {
        if (request.IsTimerTick || request.Completion.IsCompleted) return;
        if (++request.ForwardCount > from.MaxForwardCount)
        {
            request.TryFail(new OrleansMessageRejectionException(
                $"Forwarding failed: {request} was forwarded {from.MaxForwardCount} times, and each activation "
                + "was deactivated before it could run."));
            return;
        }

        Route(request, near: null, target: null);
    }

    private void SignalChange() => Interlocked.Exchange(
        ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private static void Refuse(GrainRequest request, Activation activation, int queueLength)
    {
        var limit = activation.Silo.HardRequestLimit;
        ActivationLog.Overloaded(activation.Silo.Log, activation, queueLength, limit);
        request.TryFail(new LimitExceededException(
            "MaxEnqueuedRequestsHardLimit", queueLength, limit, $"{activation} refused {request}"));
    }

    private void DeliverToObserver(GrainRequest request)
    {
        if (_clients.TryGetValue(ClientIds.ClientOf(request.TargetId), out var client))
            client.Deliver(request);
        else
            request.TryFail(new ClientNotAvailableException(request.TargetId));
    }

    private Activation? Locate(GrainRequest request, Silo? near)
    {
        if (_directory.TryGetValue(request.TargetId, out var known)) return known;
        if (GrainClasses.Find(request.TargetId.Type) is not { } grainClass)
        {
            request.TryFail(new InvalidOperationException(
                $"Could not find an implementation for grain type '{request.TargetId.Type}'."));
            return null;
        }

        while (Place(grainClass, near) is { } silo)
        {
            var activation = _directory.GetOrAdd(
                request.TargetId, static (id, on) => new(on.silo, on.grainClass, id), (silo, grainClass));
            if (!activation.Silo.IsDead) return activation;

            // The silo died after it was chosen.
            activation.Kill();
            Forget(activation);
        }

        request.TryFail(new SiloUnavailableException($"No silo is active that could take {request}."));
        return null;
    }

    private Silo? Place(GrainClass grainClass, Silo? near)
    {
        var silos = _silos;
        if (silos.Length <= 1) return silos is [var single] ? single : null;
        return grainClass.PrefersLocal && near is not null && silos.Contains(near)
            ? near
            : silos[Control?.ChooseSilo(silos.Length) ?? Random.Shared.Next(silos.Length)];
    }
}
