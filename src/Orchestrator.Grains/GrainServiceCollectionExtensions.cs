using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Agents;
using Orchestrator.Grains.Budgets;
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
        services.TryAddSingleton<BudgetAnswers>();
        services.AddOptions<AgentOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configureAgents is not null) services.Configure(configureAgents);
        services.AddEventStreams();
        services.TryAddSingleton<SecretChecks>();
        services.AddOrchestratorAccess();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIncomingGrainCallFilter, AccessFilter>());
        services.AddOrchestratorSerialization();
        return services;
    }

    /// <summary>Adds what a process needs that calls the grains of other processes for people: access, its audit, and the contracts' form.</summary>
    /// <param name="services">The process's services.</param>
    /// <param name="configureAgents">When an agent counts as gone.</param>
    public static IServiceCollection AddOrchestratorGrainClient(
        this IServiceCollection services, Action<AgentOptions>? configureAgents = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AgentOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configureAgents is not null) services.Configure(configureAgents);
        services.AddOrchestratorAccess();
        services.AddOrchestratorSerialization();
        return services;
    }

    private static void AddOrchestratorAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<AccessState>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AccessFollower>());
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<IAuditTrail>(static provider => provider.GetRequiredService<AuditTrail>());
    }
}
