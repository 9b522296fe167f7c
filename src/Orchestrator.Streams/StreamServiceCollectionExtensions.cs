using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Orchestrator.Streams;

/// <summary>Registers the streams of events.</summary>
public static class StreamServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="EventFeed"/>. Needs an <see cref="Journal.IJournal"/>. Again it changes nothing.</summary>
    /// <param name="services">The host's or silo's services.</param>
    public static IServiceCollection AddEventStreams(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddLogging();
        services.AddOptions<StreamOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StreamOptions>, StreamOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<StreamMetrics>();
        services.TryAddSingleton<EventFeed>();
        return services;
    }
}
