using Microsoft.Extensions.Configuration;

namespace Orleans.TestingHost;

/// <summary>Configures a test cluster.</summary>
public class TestClusterBuilder
{
    private readonly List<Action<IConfigurationBuilder>> _configuration = [];

    /// <summary>Makes a builder for a cluster of two silos.</summary>
    public TestClusterBuilder()
        : this(2)
    {
    }

    /// <summary>Makes a builder for a cluster of so many silos.</summary>
    public TestClusterBuilder(short initialSilosCount) => Options.InitialSilosCount = initialSilosCount;

    /// <summary>Gets what the cluster consists of.</summary>
    public TestClusterOptions Options { get; } = new();

    /// <summary>Gets configuration values for all hosts.</summary>
    public Dictionary<string, string?> Properties { get; } = [];

    /// <summary>Returns a new name for a cluster.</summary>
    public static string CreateClusterId() => $"testcluster-{Guid.NewGuid():N}";

    /// <summary>Adds an <see cref="ISiloConfigurator"/> or <see cref="IHostConfigurator"/> for every silo.</summary>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>()
        where T : new()
    {
        Options.SiloConfigurators.Add(typeof(T));
        return this;
    }

    /// <summary>Adds an <see cref="IClientBuilderConfigurator"/> or <see cref="IHostConfigurator"/> for the client.</summary>
    public TestClusterBuilder AddClientBuilderConfigurator<T>()
        where T : new()
    {
        Options.ClientConfigurators.Add(typeof(T));
        return this;
    }

    /// <summary>Adds configuration sources for all hosts.</summary>
    public TestClusterBuilder ConfigureHostConfiguration(Action<IConfigurationBuilder> configureDelegate)
    {
        _configuration.Add(configureDelegate);
        return this;
    }

    /// <summary>Makes the cluster; it runs once deployed.</summary>
    public TestCluster Build() => new(Options, builder =>
    {
        builder.AddInMemoryCollection(Properties);
        foreach (var configure in _configuration) configure(builder);
    });
}
