using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Simulation.Cluster;

/// <summary>
/// The services of a silo or of a client. A container would cost more than the whole schedule: thousands of silos are made a
/// second, and each would compile its own.
/// </summary>
/// <param name="log">Makes the loggers.</param>
internal sealed class SiloServices(ILoggerFactory log) : IServiceProvider, IKeyedServiceProvider, IServiceScopeFactory, IServiceScope
{
    private static readonly ConcurrentDictionary<Type, Func<ILoggerFactory, object>> Loggers = new();
    private readonly Dictionary<Type, object> _services = [];

    public IServiceProvider ServiceProvider => this;

    public SiloServices Add<T>(T service)
        where T : class
    {
        _services[typeof(T)] = service;
        return this;
    }

    public object? GetService(Type serviceType)
    {
        if (_services.TryGetValue(serviceType, out object? service)) return service;
        if (serviceType == typeof(IServiceScopeFactory) || serviceType == typeof(IServiceProvider)) return this;
        if (serviceType == typeof(ILoggerFactory)) return log;
        if (!serviceType.IsGenericType) return null;
        Type argument = serviceType.GenericTypeArguments[0];
        Type kind = serviceType.GetGenericTypeDefinition();
        if (kind == typeof(ILogger<>)) return Loggers.GetOrAdd(argument, MakerOf)(log);
        return kind == typeof(IEnumerable<>) ? Array.CreateInstance(argument, 0) : null;
    }

    public object? GetKeyedService(Type serviceType, object? serviceKey) => null;

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        throw new InvalidOperationException($"a simulated silo has no {serviceType} with the key {serviceKey}");

    public IServiceScope CreateScope() => this;

    public void Dispose()
    {
        // A scope is the silo's services themselves; they end with the schedule.
    }

    private static Func<ILoggerFactory, object> MakerOf(Type category)
    {
        Type type = typeof(Logger<>).MakeGenericType(category);
        return factory => Activator.CreateInstance(type, factory)!;
    }
}
