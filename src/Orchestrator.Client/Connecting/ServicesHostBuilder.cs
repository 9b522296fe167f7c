#if !ORLEANS
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Client.Connecting;

/// <summary>
/// A host's builder of which only the services are known. The embedded engine joins a client to a builder only, while
/// an agent's process has services to add it to.
/// </summary>
internal sealed class ServicesHostBuilder(IServiceCollection services) : IHostApplicationBuilder
{
    public IServiceCollection Services => services;

    public IConfigurationManager Configuration { get; } = new ConfigurationManager();

    public IDictionary<object, object> Properties => throw Unknown();

    public IHostEnvironment Environment => throw Unknown();

    public ILoggingBuilder Logging => throw Unknown();

    public IMetricsBuilder Metrics => throw Unknown();

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => throw Unknown();

    private static NotSupportedException Unknown() => new("only the services are known here");
}
#endif
