namespace Orleans.Runtime;

/// <summary>What the silo of this host is called.</summary>
public interface ILocalSiloDetails
{
    /// <summary>Gets the silo's name.</summary>
    string Name { get; }

    /// <summary>Gets the name of the cluster.</summary>
    string ClusterId { get; }

    /// <summary>Gets the silo's address.</summary>
    SiloAddress SiloAddress { get; }

    /// <summary>Gets the silo's address for clients.</summary>
    SiloAddress GatewayAddress { get; }
}
