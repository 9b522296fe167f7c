using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Orleans.Embedded.Tests.Support;

/// <summary>A test cluster whose silos and client are set up by delegates.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private const string Key = "tests.setup";
    private static readonly ConcurrentDictionary<string, TestSilos> Known = new();

    private readonly string _id = Guid.NewGuid().ToString("N");

    private TestSilos(TestCluster cluster) => Cluster = cluster;

    public TestCluster Cluster { get; private set; }

    public ManualTime Time { get; } = new();

    public IGrainFactory Grains => Cluster.GrainFactory;

    private Action<ISiloBuilder>? Silo { get; init; }

    private Action<IClientBuilder>? Client { get; init; }

    public static async Task<TestSilos> StartAsync(
        Action<ISiloBuilder>? silo = null, Action<IClientBuilder>? client = null, short silos = 1)
    {
        var setup = new TestSilos(null!) { Silo = silo, Client = client };
        Known[setup._id] = setup;
        var builder = new TestClusterBuilder(silos);
        builder.Properties[Key] = setup._id;
        builder.AddSiloBuilderConfigurator<Configurator>();
        builder.AddClientBuilderConfigurator<Configurator>();
        setup.Cluster = builder.Build();
        await setup.Cluster.DeployAsync();
        return setup;
    }

    public T Grain<T>(string key)
        where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        Known.TryRemove(_id, out _);
    }

    public sealed class Configurator : ISiloConfigurator, IClientBuilderConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var setup = Known[siloBuilder.Configuration[Key]!];
            siloBuilder.Services.AddSingleton<TimeProvider>(setup.Time);
            siloBuilder.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(30));
            setup.Silo?.Invoke(siloBuilder);
        }

        public void Configure(IConfiguration configuration, IClientBuilder clientBuilder)
        {
            var setup = Known[configuration[Key]!];
            clientBuilder.Services.AddSingleton<TimeProvider>(setup.Time);
            setup.Client?.Invoke(clientBuilder);
        }
    }
}
