using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orchestrator.Delivery.Gui;
using Orchestrator.Delivery.Tmux;
using Orchestrator.Delivery.Webhook;

namespace Orchestrator.Delivery;

/// <summary>Registers the ways to bring messages to agents that do not fetch them.</summary>
public static class DeliveryServiceCollectionExtensions
{
    /// <summary>
    /// Adds the webhook, the tmux and the gui delivery as <see cref="IDeliveryMethod"/>. Their options are
    /// <see cref="WebhookOptions"/>, <see cref="TmuxOptions"/> and <see cref="GuiOptions"/>, checked when the host starts.
    /// With no options nothing is allowed: no webhook, no tmux session, no display. Calling it again changes nothing.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDeliveryMethods(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<WebhookOptions>().ValidateOnStart();
        services.AddOptions<TmuxOptions>().ValidateOnStart();
        services.AddOptions<GuiOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WebhookOptions>, WebhookOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TmuxOptions>, TmuxOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GuiOptions>, GuiOptionsValidator>());
        services.TryAddSingleton<ResolveHost>(_ => Dns.GetHostAddressesAsync);
        services.TryAddSingleton<WebhookTargets>();
        services.TryAddSingleton<XScreen>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeliveryMethod, WebhookDelivery>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeliveryMethod, TmuxDelivery>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDeliveryMethod, GuiDelivery>());
        return services;
    }
}
