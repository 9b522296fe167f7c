using System.Net;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Agents;
using Orchestrator.Delivery.Tests.Hosting;
using Orchestrator.Delivery.Webhook;

namespace Orchestrator.Delivery.Tests.Webhook;

/// <summary>Makes deliveries by webhook.</summary>
internal static class Webhooks
{
    public const string Secret = "a secret of the test";

    public static WebhookOptions Allow(params string[] hosts)
    {
        var options = new WebhookOptions { Secret = Secret };
        foreach (string host in hosts) options.AllowedHosts.Add(host);
        return options;
    }

    public static WebhookDelivery With(WebhookOptions options, ResolveHost? resolve = null, TimeProvider? time = null)
    {
        IOptions<WebhookOptions> given = Options.Create(options);
        return new WebhookDelivery(given, new WebhookTargets(given, resolve ?? Dns.GetHostAddressesAsync), time ?? TimeProvider.System);
    }

    public static OutgoingDelivery To(string url, string content = "Fix the build") =>
        Outgoing.Text(content, new DeliveryEndpoints { WebhookUrl = url });
}
