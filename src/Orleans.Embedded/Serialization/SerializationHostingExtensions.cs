using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orleans.Serialization;

/// <summary>Adds serialization to a host.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Configures serialization.</summary>
    public static IServiceCollection AddSerializer(
        this IServiceCollection services, Action<ISerializerBuilder>? configure = null)
    {
        services.AddOptions();
        configure?.Invoke(new SerializerBuilder(services));
        return services;
    }
}

/// <summary>Adds JSON to serialization.</summary>
public static class SerializationHostingExtensions
{
    /// <summary>
    /// Gives the options with which values cross process boundaries. The embedded engine has no other
    /// serializer: the predicate is accepted for source compatibility.
    /// </summary>
    public static ISerializerBuilder AddJsonSerializer(
        this ISerializerBuilder serializerBuilder,
        Func<Type, bool>? isSupported,
        JsonSerializerOptions? jsonSerializerOptions = null) => serializerBuilder.AddJsonSerializer(
            isSupported,
            isSupported,
            options => options.Configure(codec => codec.SerializerOptions = jsonSerializerOptions ?? codec.SerializerOptions));

    /// <summary>Gives the options with which values cross process boundaries.</summary>
    public static ISerializerBuilder AddJsonSerializer(
        this ISerializerBuilder serializerBuilder,
        Func<Type, bool>? isSerializable,
        Func<Type, bool>? isCopyable,
        Action<OptionsBuilder<JsonCodecOptions>>? configureOptions = null)
    {
        _ = (isSerializable, isCopyable);
        configureOptions?.Invoke(serializerBuilder.Services.AddOptions<JsonCodecOptions>());
        return serializerBuilder;
    }
}
