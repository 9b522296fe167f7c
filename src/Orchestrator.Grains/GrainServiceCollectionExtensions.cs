using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Contracts.Serialization;
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
        services.AddOrchestratorSerialization();
        return services;
    }
}
