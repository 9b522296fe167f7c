using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator messages deliveries</c>.</summary>
internal sealed class DeliveriesCommand : HostCommand
{
    private const int ErrorWidth = 120;

    private readonly Argument<string> _id = new("ID") { Description = "The message" };

    /// <summary>Makes the command.</summary>
    public DeliveriesCommand(GlobalOptions globals)
        : base(globals, "deliveries", "Lists where a message stands with each of its recipients") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator messages deliveries msg_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("messages", arguments.GetRequiredValue(_id), "deliveries").ToString(), cancellationToken);
        output.Items(answer, "recipient", ["RECIPIENT", "STATUS", "WAY", "ATTEMPTS", "TAKEN BY", "QUEUED", "ACKNOWLEDGED", "TOOK", "LAST ERROR"], item =>
        {
            MessageDelivery delivery = new HostAnswer(item.GetRawText()).Read<MessageDelivery>();
            return
            [
                delivery.Recipient.Value,
                Words<DeliveryStatus>.Of(delivery.Status),
                Words<DeliveryMethod>.Of(delivery.Method),
                Texts.Of(delivery.Attempts),
                delivery.TakenBy?.Value,
                Texts.Of(delivery.QueuedAt),
                Texts.Of(delivery.AcknowledgedAt),
                Texts.Milliseconds(delivery.DeliveryMs),
                Printable.Line(delivery.LastError ?? string.Empty, ErrorWidth),
            ];
        });
    }
}
