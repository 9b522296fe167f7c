using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>A silo: a place where grains live.</summary>
internal sealed class Silo : IDisposable
{
    private const int FirstPort = 11111;
    private const int Ports = 50_000;

    private static int s_last = -1;

    private readonly SiloLifecycle _lifecycle = new();
    private readonly IdleCollector _collector;
    private readonly ObserverHost _observers;
    private bool _dead;

    /// <summary>Makes a silo; it takes requests once started.</summary>
    public Silo(IServiceProvider services, GrainCluster cluster, TimeProvider time, ILogger<Silo> log)
    {
        var messaging = services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value;
        Services = services;
        Cluster = cluster;
        Time = time;
        Log = log;
        CollectionOptions = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        HardRequestLimit = messaging.MaxEnqueuedRequestsHardLimit;
        MaxForwardCount = messaging.MaxForwardCount;
        var number = (uint)Interlocked.Increment(ref s_last);
        Address = SiloAddress.New(
            IPAddress.Loopback, FirstPort + (int)(number % Ports), generation: 1 + (int)(number / Ports));
        Caller = new(
            cluster, this, time, messaging, services.GetServices<IOutgoingGrainCallFilter>());
        IncomingFilters = [.. services.GetServices<IIncomingGrainCallFilter>()];
        _observers = new(ClientIds.NewClient(), services, IncomingFilters, log);
        GrainFactory = new GrainFactory(Caller, _observers);
        _collector = new(this);
    }

    /// <summary>Gets the services of the silo's host.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Gets the cluster.</summary>
    public GrainCluster Cluster { get; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Gets the log.</summary>
    public ILogger Log { get; }

    /// <summary>Gets the silo's name in the cluster.</summary>
    public SiloAddress Address { get; }

    /// <summary>Gets how long activations may take to start, to end and to be idle.</summary>
    public GrainCollectionOptions CollectionOptions { get; }

    /// <summary>Gets how many requests may run or wait at an activation; 0 for any number.</summary>
    public int HardRequestLimit { get; }

    /// <summary>Gets how often a request is sent on to another activation.</summary>
    public int MaxForwardCount { get; }

    /// <summary>Gets the sender of the silo's requests.</summary>
    public LocalCaller Caller { get; }

    /// <summary>Gets the filters of the requests received, first one outermost.</summary>
    public IReadOnlyList<IIncomingGrainCallFilter> IncomingFilters { get; }

    /// <summary>Gets the factory of references.</summary>
    public IClusterClient GrainFactory { get; }

    /// <summary>Whether the silo was stopped or killed.</summary>
    public bool IsDead => Volatile.Read(ref _dead);

    /// <summary>Starts the silo.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var participant in Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>())
            participant.Participate(_lifecycle);
        _lifecycle.Subscribe(
            nameof(Silo), ServiceLifecycleStage.RuntimeInitialize, _ => Task.CompletedTask, _ => CloseAsync());
        _lifecycle.Subscribe(
            nameof(Silo), ServiceLifecycleStage.BecomeActive, _ => JoinAsync(), _ => Task.CompletedTask);
        _lifecycle.Subscribe(
            nameof(Silo), ServiceLifecycleStage.GrainDeactivation, _ => Task.CompletedTask, DeactivateAllAsync);
        await _lifecycle.StartAsync(cancellationToken);
    }

    /// <summary>Stops the silo: its grains are deactivated as far as the token allows.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _lifecycle.StopAsync(
        (name, exception) => SiloLog.StopFailed(Log, name, exception), cancellationToken);

    /// <summary>Ends the silo at once, as when its process dies.</summary>
    public void Kill()
    {
        Volatile.Write(ref _dead, true);
        Cluster.Leave(this);
        Cluster.RemoveClient(_observers);
        foreach (var activation in Cluster.ActivationsOn(this))
        {
            Cluster.Forget(activation);
            activation.Kill();
        }

        Close();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Kill();
        Caller.Dispose();
        _collector.Dispose();
    }

    private Task JoinAsync()
    {
        Cluster.Join(this);
        Cluster.AddClient(_observers);
        _collector.Start();
        return Task.CompletedTask;
    }

    private async Task DeactivateAllAsync(CancellationToken cancellationToken)
    {
        Cluster.Leave(this);
        _collector.Dispose();
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "This process is terminating.");
        while (Cluster.ActivationsOn(this) is { Count: > 0 } all && !cancellationToken.IsCancellationRequested)
        {
            foreach (var activation in all) activation.Deactivate(reason, cancellationToken);
            await Task.WhenAll(all.Select(one => one.Deactivated)).WaitAsync(cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task CloseAsync()
    {
        Kill();
        return Task.CompletedTask;
    }

    private void Close() => Caller.Close(request => new SiloUnavailableException(
        $"The local Orleans host {Address} is shutting down or dead; message: {request}."));
}
