using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>What the silo of this host is called.</summary>
internal sealed class LocalSiloDetails(Silo silo, IOptions<ClusterOptions> cluster, IOptions<SiloOptions> names)
    : ILocalSiloDetails
{
    /// <inheritdoc/>
    public string Name => names.Value.SiloName ?? SiloAddress.ToString();

    /// <inheritdoc/>
    public string ClusterId => cluster.Value.ClusterId;

    /// <inheritdoc/>
    public SiloAddress SiloAddress => silo.Address;

    /// <inheritdoc/>
    public SiloAddress GatewayAddress => silo.Address;
}
