using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Serialization;

/// <summary>Configures serialization.</summary>
public interface ISerializerBuilder
{
    /// <summary>Gets the services.</summary>
    IServiceCollection Services { get; }
}

internal sealed record SerializerBuilder(IServiceCollection Services) : ISerializerBuilder;
