using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Agents;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Streams;

namespace Orchestrator.Grains;

/// <summary>Registers what the grains need on a silo.</summary>
public static class GrainServiceCollectionExtensions
{
    /// <summary>
    /// Adds the grains' services. The silo must also have a journal (<c>AddSqliteJournal</c>), which brings grain storage
    /// and the reminder table.
    /// </summary>
    /// <param name="services">The silo's services.</param>
    /// <param name="configureAgents">When an agent counts as gone.</param>
    public static IServiceCollection AddOrchestratorGrains(
        this IServiceCollection services, Action<AgentOptions>? configureAgents = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<EventSourcingServices>();
        services.AddOptions<AgentOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configureAgents is not null) services.Configure(configureAgents);
        services.AddEventStreams();
        services.AddAccessFollowing();
        services.TryAddSingleton<SecretChecks>();
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<IAuditTrail>(Audit);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AuditTrail>(Audit));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIncomingGrainCallFilter, AccessFilter>());
        services.AddOrchestratorSerialization();
        return services;

        static AuditTrail Audit(IServiceProvider provider) => provider.GetRequiredService<AuditTrail>();
    }

    /// <summary>
    /// Adds what a process knows of access, kept up to date with what other processes on the same journal do. Needs an
    /// <see cref="Journal.IJournal"/>; for a gateway without grains of its own, and part of <see cref="AddOrchestratorGrains"/>.
    /// Again it changes nothing.
    /// </summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddAccessFollowing(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AccessState>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AccessFollower>());
        return services;
    }
}
