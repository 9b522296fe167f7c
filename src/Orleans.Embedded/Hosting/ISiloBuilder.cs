using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

/// <summary>Configures a silo.</summary>
public interface ISiloBuilder
{
    /// <summary>Gets the services of the silo's host.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets the configuration of the silo's host.</summary>
    IConfiguration Configuration { get; }
}

/// <summary>Configures a client.</summary>
public interface IClientBuilder
{
    /// <summary>Gets the services of the client's host.</summary>
    IServiceCollection Services { get; }

    /// <summary>Gets the configuration of the client's host.</summary>
    IConfiguration Configuration { get; }
}

internal sealed record SiloBuilder(IServiceCollection Services, IConfiguration Configuration) : ISiloBuilder;

internal sealed record ClientBuilder(IServiceCollection Services, IConfiguration Configuration) : IClientBuilder;
