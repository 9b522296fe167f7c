using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orchestrator.Client.Hosting;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Client;

/// <summary>Registers agents that an application runs.</summary>
public static class OrchestratorAgentServiceCollectionExtensions
{
    /// <summary>
    /// Has the application run an agent: registered when it starts, it works its inbox and its tasks, and when the application
    /// stops it takes nothing more, finishes or gives back what it has, and signs off. Registers the client too.
    /// </summary>
    /// <remarks>
    /// The handler comes from the services, one for each message and task, in a scope of its own; it is registered as scoped unless
    /// it is registered already. Several agents may be added, each with an id of its own. An agent that another process takes over
    /// stops the application.
    /// </remarks>
    /// <typeparam name="THandler">An <see cref="IMessageHandler"/>, an <see cref="ITaskHandler"/>, or both.</typeparam>
    /// <param name="services">The services of the agent's process.</param>
    /// <param name="registration">What the agent tells of itself.</param>
    /// <param name="configure">Sets how it works.</param>
    /// <exception cref="ArgumentException">The handler handles neither messages nor tasks.</exception>
    /// <exception cref="Contracts.Errors.ValidationException">The registration or an option is not allowed.</exception>
    public static IServiceCollection AddOrchestratorAgent<THandler>(
        this IServiceCollection services, RegisterAgent registration, Action<OrchestratorAgentOptions>? configure = null)
        where THandler : class
    {
        if (!typeof(THandler).IsAssignableTo(typeof(IMessageHandler)) && !typeof(THandler).IsAssignableTo(typeof(ITaskHandler)))
            throw new ArgumentException($"{typeof(THandler).Name} must be an {nameof(IMessageHandler)} or an {nameof(ITaskHandler)}", nameof(services));
        var options = new OrchestratorAgentOptions();
        configure?.Invoke(options);
        registration.Validate();
        options.Messages.Validate();
        options.Tasks.Validate();
        services.AddOrchestratorClient();
        services.TryAddScoped<THandler>();
        services.AddSingleton<IHostedService>(provider =>
            ActivatorUtilities.CreateInstance<AgentService<THandler>>(provider, registration, options));
        return services;
    }
}
