using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Builds the hosts of a test cluster.</summary>
internal sealed class TestClusterHosts(
    TestClusterOptions options, Action<IConfigurationBuilder> configure, GrainCluster cluster)
{
    /// <summary>Builds and starts the host of a silo.</summary>
    public async Task<SiloHandle> StartSiloAsync(short number)
    {
        var name = number == 0 ? "Primary" : $"Secondary_{number}";
        var configurators = options.SiloConfigurators.ConvertAll(Activator.CreateInstance);
        var builder = NewHost();
        foreach (var one in configurators.OfType<IHostConfigurator>()) one.Configure(builder);
        builder.UseOrleans((_, silo) =>
        {
            silo.Services.AddSingleton(cluster);
            silo.Configure<ClusterOptions>(NameCluster);
            foreach (var one in configurators.OfType<ISiloConfigurator>()) one.Configure(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        var address = host.Services.GetRequiredService<Silo>().Address;
        return new InProcessSiloHandle
        {
            SiloHost = host,
            SiloAddress = address,
            GatewayAddress = address,
            Name = name,
            InstanceNumber = number,
            ClusterOptions = options,
        };
    }

    /// <summary>Builds the host of the client.</summary>
    public IHost BuildClient()
    {
        var configurators = options.ClientConfigurators.ConvertAll(Activator.CreateInstance);
        var builder = NewHost();
        foreach (var one in configurators.OfType<IHostConfigurator>()) one.Configure(builder);
        builder.UseOrleansClient((context, client) =>
        {
            client.Services.AddSingleton(cluster);
            client.Configure<ClusterOptions>(NameCluster);
            foreach (var one in configurators.OfType<IClientBuilderConfigurator>())
                one.Configure(context.Configuration, client);
        });
        return builder.Build();
    }

    private IHostBuilder NewHost() => new HostBuilder()
        .UseEnvironment(Environments.Development)
        .ConfigureHostConfiguration(configure);

    private void NameCluster(ClusterOptions names)
    {
        names.ClusterId = options.ClusterId;
        names.ServiceId = options.ServiceId;
    }
}
