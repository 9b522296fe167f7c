using Orchestrator.Cli.Api;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator requeue</c>: a dead letter is delivered again.</summary>
internal sealed class RequeueCommand(GlobalOptions globals)
    : DeliveryCommand(globals, "requeue", "Takes a message out of the dead letters: it is delivered as if it had just come in", byAgent: false)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator requeue builder msg_1700000000000_abc123def",
        "orchestrator dead-letters builder --json | jq -r .items[].messageId | xargs -n 1 orchestrator requeue builder",
    ];

    /// <inheritdoc/>
    protected override HostPath Path(string agent, string message) => HostPath.Of("agents", agent, "dead-letters", message, "requeue");
}
