using System.Net;

namespace Orleans.Runtime;

/// <summary>Names one life of one silo: an end point and a generation.</summary>
public sealed class SiloAddress : IEquatable<SiloAddress>
{
    private SiloAddress(IPEndPoint endpoint, int generation)
    {
        Endpoint = endpoint;
        Generation = generation;
    }

    /// <summary>Gets the end point; for the embedded engine a name, not a socket.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Gets the number that tells apart successive silos at one end point.</summary>
    public int Generation { get; }

    /// <summary>Makes a silo address.</summary>
    public static SiloAddress New(IPEndPoint ep, int gen) => new(ep, gen);

    /// <summary>Makes a silo address.</summary>
    public static SiloAddress New(IPAddress address, int port, int generation) => new(new(address, port), generation);

    /// <summary>Returns a text that identifies this silo.</summary>
    public string ToParsableString() => $"{Endpoint.Address}:{Endpoint.Port}@{Generation}";

    /// <inheritdoc/>
    public bool Equals(SiloAddress? other) =>
        other is not null && Generation == other.Generation && Endpoint.Equals(other.Endpoint);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SiloAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Endpoint, Generation);

    /// <inheritdoc/>
    public override string ToString() => $"S{Endpoint.Address}:{Endpoint.Port}:{Generation}";
}
