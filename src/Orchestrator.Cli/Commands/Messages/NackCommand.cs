using System.CommandLine;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator nack</c>: a message is given back.</summary>
internal sealed class NackCommand : DeliveryCommand
{
    private readonly Option<double?> _delay = new("--delay")
    {
        Description = "For how many seconds it stays away; otherwise longer with each attempt",
        HelpName = "SECONDS",
    };

    private readonly Option<string?> _reason = new("--reason") { Description = "Why", HelpName = "TEXT" };

    /// <summary>Makes the command.</summary>
    public NackCommand(GlobalOptions globals)
        : base(globals, "nack", "Gives a message back: it comes again later, or is a dead letter after the last attempt")
    {
        Options.Add(_delay);
        Options.Add(_reason);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator nack builder msg_1700000000000_abc123def",
        "orchestrator nack builder msg_1700000000000_abc123def --delay 30 --reason \"the build server is busy\"",
    ];

    /// <inheritdoc/>
    protected override HostPath Path(string agent, string message) => HostPath.Of("agents", agent, "inbox", message, "nack");

    /// <inheritdoc/>
    protected override JsonObject Body(ParseResult arguments) => new()
    {
        ["delaySeconds"] = arguments.GetValue(_delay),
        ["reason"] = arguments.GetValue(_reason),
    };
}
