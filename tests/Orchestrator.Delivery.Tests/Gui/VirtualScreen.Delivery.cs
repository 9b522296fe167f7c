using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery;
using Orchestrator.Delivery.Gui;
using Orchestrator.Delivery.Tests.Hosting;

namespace Orchestrator.Testing;

/// <content>Deliveries to places on it.</content>
internal sealed partial class VirtualScreen
{
    public GuiDelivery Delivery(Func<GuiOptions, GuiOptions>? configure = null) =>
        DeliveryWith((configure ?? (o => o))(new GuiOptions { Display = Display, FocusDelay = TimeSpan.Zero, Header = "" }));

    public static GuiDelivery DeliveryWith(GuiOptions options)
    {
        IOptions<GuiOptions> given = Options.Create(options);
        return new GuiDelivery(given, new XScreen(given), TimeProvider.System);
    }

    public static OutgoingDelivery To(int x, int y, string content) =>
        Outgoing.Text(content, new DeliveryEndpoints { Coordinates = new ScreenPoint { X = x, Y = y } });
}
