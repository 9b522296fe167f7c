using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Agents;
using Orchestrator.Delivery;
using Orchestrator.Delivery.Tests.Hosting;
using Orchestrator.Delivery.Tmux;

namespace Orchestrator.Testing;

/// <content>Deliveries to its panes.</content>
internal sealed partial class TmuxServer
{
    public TmuxDelivery Delivery(Func<TmuxOptions, TmuxOptions>? configure = null)
    {
        var options = new TmuxOptions { SocketPath = Socket, SubmitDelay = TimeSpan.Zero, Header = "", AllowedSessions = { "*" } };
        return new TmuxDelivery(Options.Create(configure?.Invoke(options) ?? options), TimeProvider.System);
    }

    public static OutgoingDelivery To(string pane, string content) =>
        Outgoing.Text(content, new DeliveryEndpoints { TmuxPane = pane });
}
