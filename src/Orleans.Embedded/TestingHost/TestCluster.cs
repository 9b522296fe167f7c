using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Several silos and a client in this process.</summary>
public class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly GrainCluster _cluster = new();
    private readonly TestClusterHosts _hosts;
    private readonly List<SiloHandle> _silos = [];
    private readonly List<SiloHandle> _stopped = [];
    private IHost? _client;
    private short _started;

    internal TestCluster(TestClusterOptions options, Action<IConfigurationBuilder> configure)
    {
        Options = options;
        _hosts = new(options, configure, _cluster);
    }

    /// <summary>Gets what the cluster consists of.</summary>
    public TestClusterOptions Options { get; }

    /// <summary>Gets the client.</summary>
    public IClusterClient Client => ServiceProvider.GetRequiredService<IClusterClient>();

    /// <summary>Gets the client's factory of references.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>Gets the services of the client's host.</summary>
    public IServiceProvider ServiceProvider =>
        _client?.Services ?? throw new InvalidOperationException("The client has not been started; call DeployAsync.");

    /// <summary>Gets the first silo, if it runs.</summary>
    public SiloHandle? Primary => Silos.FirstOrDefault(one => one.InstanceNumber == 0);

    /// <summary>Gets the other silos that run.</summary>
    public IReadOnlyList<SiloHandle> SecondarySilos => [.. Silos.Where(one => one.InstanceNumber > 0)];

    /// <summary>Gets all silos that run.</summary>
    public ReadOnlyCollection<SiloHandle> Silos
    {
        get
        {
            lock (_silos)
            {
                return new([.. _silos]);
            }
        }
    }

    /// <summary>Starts the silos and the client.</summary>
    public void Deploy() => DeployAsync().GetAwaiter().GetResult();

    /// <summary>Starts the silos and the client.</summary>
    public async Task DeployAsync()
    {
        if (_started > 0) throw new InvalidOperationException("The cluster has been deployed already.");
        for (var i = 0; i < Options.InitialSilosCount; i++) await StartAdditionalSiloAsync();
        if (Options.InitializeClientOnDeploy) await InitializeClientAsync();
    }

    /// <summary>Starts the client.</summary>
    public async Task InitializeClientAsync()
    {
        _client = _hosts.BuildClient();
        await _client.StartAsync();
    }

    /// <summary>Starts one more silo.</summary>
    public SiloHandle StartAdditionalSilo(bool startAdditionalSiloOnNewPort = false) =>
        StartAdditionalSiloAsync(startAdditionalSiloOnNewPort).GetAwaiter().GetResult();

    /// <summary>Starts one more silo.</summary>
    public async Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false)
    {
        var silo = await _hosts.StartSiloAsync(_started++);
        lock (_silos)
        {
            _silos.Add(silo);
        }

        return silo;
    }

    /// <summary>Starts more silos.</summary>
    public async Task<List<SiloHandle>> StartAdditionalSilosAsync(
        int silosToStart, bool startAdditionalSiloOnNewPort = false)
    {
        var started = new List<SiloHandle>();
        for (var i = 0; i < silosToStart; i++) started.Add(await StartAdditionalSiloAsync());
        return started;
    }

    /// <summary>Stops a silo: its grains are deactivated.</summary>
    public async Task StopSiloAsync(SiloHandle instance)
    {
        Remove(instance);
        await instance.StopSiloAsync(stopGracefully: true);
    }

    /// <summary>Kills a silo: its grains vanish. Code of theirs that runs may run on.</summary>
    public async Task KillSiloAsync(SiloHandle instance)
    {
        Remove(instance);
        await instance.StopSiloAsync(stopGracefully: false);
    }

    /// <summary>Stops a silo and starts another in its place.</summary>
    public async Task<SiloHandle?> RestartSiloAsync(SiloHandle instance)
    {
        await StopSiloAsync(instance);
        return await StartAdditionalSiloAsync();
    }

    /// <summary>Stops all silos and the client.</summary>
    public void StopAllSilos() => StopAllSilosAsync().GetAwaiter().GetResult();

    /// <summary>Stops all silos and the client.</summary>
    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        foreach (var silo in Silos.Reverse()) await StopSiloAsync(silo);
    }

    /// <summary>Stops the client.</summary>
    public Task StopClusterClientAsync() => _client?.StopAsync() ?? Task.CompletedTask;

    /// <summary>Ends the client at once.</summary>
    public Task KillClientAsync() => _client?.StopAsync(new CancellationToken(canceled: true)) ?? Task.CompletedTask;

    /// <summary>Lists the silos that run.</summary>
    public IEnumerable<SiloHandle> GetActiveSilos() => Silos.Where(one => one.IsActive);

    /// <summary>Finds a silo that runs.</summary>
    public SiloHandle? GetSiloForAddress(SiloAddress siloAddress) =>
        Silos.FirstOrDefault(one => one.SiloAddress.Equals(siloAddress));

    /// <summary>Gets the services of a silo; of the first, if none is named.</summary>
    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null)
    {
        var handle = silo is null ? Silos[0] : GetSiloForAddress(silo);
        return handle is InProcessSiloHandle inProcess
            ? inProcess.ServiceProvider
            : throw new ArgumentException($"No silo {silo} runs in this cluster.", nameof(silo));
    }

    /// <summary>Deactivates a grain and waits until it is gone.</summary>
    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    /// <summary>Deactivates a grain and waits until it is gone.</summary>
    public Task DeactivateAsync(GrainId grainId)
    {
        if (!TryGetGrainContext(grainId, out var context)) return Task.CompletedTask;
        context.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "The test asked for it."));
        return context.Deactivated;
    }

    /// <summary>Waits until a grain is gone.</summary>
    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    /// <summary>Waits until a grain is gone.</summary>
    public Task WaitForDeactivationAsync(GrainId grainId) =>
        TryGetGrainContext(grainId, out var context) ? context.Deactivated : Task.CompletedTask;

    /// <summary>Finds the activation of a grain.</summary>
    public bool TryGetGrainContext(GrainId grainId, [NotNullWhen(true)] out IGrainContext? grainContext) =>
        (grainContext = _cluster.Find(grainId)) is not null;

    /// <summary>Returns at once: the silos of the embedded engine know of each other without delay.</summary>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.StopAsync();
            _client.Dispose();
            _client = null;
        }

        foreach (var silo in (SiloHandle[])[.. Silos, .. _stopped]) await silo.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Kills the silos and disposes of their services.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void Remove(SiloHandle silo)
    {
        lock (_silos)
        {
            if (_silos.Remove(silo)) _stopped.Add(silo);
        }
    }
}
