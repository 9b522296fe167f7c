using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Delivery;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Grains.Serialization;
using Orchestrator.Journal;
using Orchestrator.Journal.Checkpoints;
using Orchestrator.Streams;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Orchestrator.Grains.Tests.Cluster;

/// <summary>Silos with the real grains over one real journal in a folder of its own.</summary>
public sealed class OrchestratorCluster : IAsyncDisposable
{
    private const string Key = "orchestrator-test";
    private static readonly ConcurrentDictionary<string, OrchestratorCluster> Clusters = new();

    private readonly string _key = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<GrainId, SiloAddress> _hosts = new();
    private readonly ConcurrentDictionary<SiloAddress, GatedJournal.SiloJournal> _journals = new();
    private readonly ServiceProvider _services;

    private OrchestratorCluster(string folder, DateTimeOffset? now)
    {
        Folder = folder;
        Time = new(now);
        _services = new ServiceCollection()
            .AddSqliteJournal(options =>
            {
                options.DataDirectory = folder;
                options.WalBytes = 1 << 20;
            })
            .AddSqliteGrainStorage(storage => storage.Serializer = GrainStateJson.Options)
            .AddSqliteReminders()
            .AddCheckpointFiles()
            .BuildServiceProvider();
        Signer.Use(RandomNumberGenerator.GetBytes(PrincipalSigner.MinKeyBytes));
        Journal = new GatedJournal(_services.GetRequiredService<IJournal>());
        Storage = new CountedStorage(_services.GetRequiredKeyedService<IGrainStorage>(EventSourcingServices.SnapshotStorage));
    }

    public string Folder { get; }

    /// <summary>Has the cluster's key, as a gateway in a process of its own has it.</summary>
    public PrincipalSigner Signer { get; } = new();

    public GatedJournal Journal { get; }

    /// <summary>Where grains keep their snapshots.</summary>
    public CountedStorage Storage { get; }

    public RecordingDelivery Webhook { get; } = new(DeliveryMethod.Webhook);

    public RecordingDelivery Gui { get; } = new(DeliveryMethod.Gui);

    public ICheckpointStore Snapshots => _services.GetRequiredService<ICheckpointStore>();

    public IReminderTable Reminders => _services.GetRequiredService<IReminderTable>();

    public ManualTimeProvider Time { get; }

    public TestCluster Cluster { get; private set; } = null!;

    public static async Task<OrchestratorCluster> StartAsync(short silos = 1, string? folder = null, DateTimeOffset? now = null)
    {
        var cluster = new OrchestratorCluster(folder ?? Directory.CreateTempSubdirectory("grains-").FullName, now);
        foreach (IHostedService service in cluster._services.GetServices<IHostedService>())
            await service.StartAsync(CancellationToken.None);
        Clusters[cluster._key] = cluster;
        var builder = new TestClusterBuilder(silos);
        builder.Properties[Key] = cluster._key;
        builder.AddSiloBuilderConfigurator<SiloSetup>();
        builder.AddClientBuilderConfigurator<ClientSetup>();
        cluster.Cluster = builder.Build();
        await cluster.Cluster.DeployAsync();
        return cluster;
    }

    public ISessionGrain Session(string id) => Cluster.GrainFactory.GetGrain<ISessionGrain>(id);

    public IDepartmentGrain Department(string id) => Cluster.GrainFactory.GetGrain<IDepartmentGrain>(id);

    public ITokenGrain Token(string id) => Cluster.GrainFactory.GetGrain<ITokenGrain>(id);

    public IAgentGrain Agent(string id) => Cluster.GrainFactory.GetGrain<IAgentGrain>(id);

    public IConversationGrain Conversation(string id) => Cluster.GrainFactory.GetGrain<IConversationGrain>(id);

    public IConversationGrain Direct(string one, string other) =>
        Conversation(ConversationId.Direct(AgentId.Parse(one), AgentId.Parse(other)).Value);

    public IMailboxGrain Mailbox(string agent) => Cluster.GrainFactory.GetGrain<IMailboxGrain>(agent);

    public async Task<IReadOnlyList<JournalEntry>> ReadAllAsync(string grain) =>
        await Journal.ReadGrainAsync(grain, 1, 10_000, CancellationToken.None);

    /// <summary>The silo on which a grain was last called.</summary>
    public SiloAddress? SiloOf(GrainId grain) => _hosts.GetValueOrDefault(grain);

    /// <summary>Stops everything, keeps the folder and the time, and starts anew on it.</summary>
    public Task<OrchestratorCluster> RestartAsync(short silos = 1) => RestartAtAsync(Time.GetUtcNow(), silos);

    /// <summary>The same with the clock set meanwhile.</summary>
    public async Task<OrchestratorCluster> RestartAtAsync(DateTimeOffset now, short silos = 1)
    {
        await StopAsync();
        return await StartAsync(silos, Folder, now);
    }

    /// <summary>As <see cref="RestartAsync"/>, but no grain gets to know that it ends: no snapshots.</summary>
    public async Task<OrchestratorCluster> KillAndRestartAsync(short silos = 1)
    {
        foreach (SiloHandle silo in Cluster.Silos.ToArray()) await KillAsync(silo);
        return await RestartAsync(silos);
    }

    /// <summary>Kills a silo as its process's death would: what it had not begun to write is never written.</summary>
    public async Task KillAsync(SiloHandle silo)
    {
        if (_journals.TryGetValue(silo.SiloAddress, out GatedJournal.SiloJournal? journal)) await journal.DieAsync();
        await Cluster.KillSiloAsync(silo);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
    }

    private async Task StopAsync()
    {
        if (!Clusters.TryRemove(_key, out _)) return;
        await Cluster.StopAllSilosAsync();
        await Cluster.DisposeAsync();
        foreach (IHostedService service in _services.GetServices<IHostedService>())
            await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }

    private sealed class SiloSetup : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            OrchestratorCluster cluster = Clusters[siloBuilder.Configuration[Key]!];
            siloBuilder.AddReminders();
#if ORLEANS
            // The silo's own loops need real time; only what grains read is the test's.
            siloBuilder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<EventSourcingServices>(services, cluster.Time));
#else
            siloBuilder.Services.AddSingleton<TimeProvider>(cluster.Time);
#endif
            siloBuilder.Services.AddSingleton<IJournal>(services => cluster._journals.GetOrAdd(
                services.GetRequiredService<ILocalSiloDetails>().SiloAddress, static (_, cluster) => cluster.Journal.OfSilo(), cluster));
            siloBuilder.Services.AddKeyedSingleton<IGrainStorage>(EventSourcingServices.SnapshotStorage, cluster.Storage);
            siloBuilder.Services.AddSingleton(_ => cluster._services.GetRequiredService<IReminderTable>());
            siloBuilder.Services.AddSingleton(cluster.Snapshots);
            siloBuilder.Services.AddSingleton(cluster.Signer);
            siloBuilder.Services.AddOrchestratorGrains();
            siloBuilder.Services.Configure<StreamOptions>(streams => streams.GatherTime = TimeSpan.Zero); // the clock stands still
            siloBuilder.Services.AddSingleton<IDeliveryMethod>(cluster.Webhook);
            siloBuilder.Services.AddSingleton<IDeliveryMethod>(cluster.Gui);
            siloBuilder.Services.AddSingleton<IIncomingGrainCallFilter>(new HostRecorder(cluster));
        }
    }

    private sealed class HostRecorder(OrchestratorCluster cluster) : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.TargetContext?.Address.SiloAddress is { } silo)
                cluster._hosts[context.TargetContext.GrainId] = silo;
            return context.Invoke();
        }
    }

    private sealed class ClientSetup : IClientBuilderConfigurator
    {
        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.Services.AddOrchestratorSerialization();
    }
}
