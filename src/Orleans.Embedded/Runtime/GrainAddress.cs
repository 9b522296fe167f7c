namespace Orleans.Runtime;

/// <summary>Where an activation of a grain lives.</summary>
public sealed class GrainAddress
{
    /// <summary>Gets the grain.</summary>
    public GrainId GrainId { get; init; }

    /// <summary>Gets the activation.</summary>
    public ActivationId ActivationId { get; init; }

    /// <summary>Gets the silo.</summary>
    public SiloAddress? SiloAddress { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{SiloAddress}/{GrainId}/{ActivationId}";
}
