using Orchestrator.Cli.Api;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator ack</c>: a message is done.</summary>
internal sealed class AckCommand(GlobalOptions globals)
    : DeliveryCommand(globals, "ack", "Acknowledges a message: it is done and leaves the inbox; may be repeated")
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator ack builder msg_1700000000000_abc123def",
        "orchestrator ack builder msg_1700000000000_abc123def --epoch 3",
    ];

    /// <inheritdoc/>
    protected override HostPath Path(string agent, string message) => HostPath.Of("agents", agent, "inbox", message, "ack");
}
