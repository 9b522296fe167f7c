using System.CommandLine;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator fail</c>: a message can't be done.</summary>
internal sealed class FailCommand : DeliveryCommand
{
    private readonly Argument<string> _reason = new("REASON") { Description = "Why it can't be done" };

    /// <summary>Makes the command.</summary>
    public FailCommand(GlobalOptions globals)
        : base(globals, "fail", "Says that a message can't be done: it goes to the dead letters at once") => Arguments.Add(_reason);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator fail builder msg_1700000000000_abc123def \"there is no such branch\""];

    /// <inheritdoc/>
    protected override HostPath Path(string agent, string message) => HostPath.Of("agents", agent, "inbox", message, "fail");

    /// <inheritdoc/>
    protected override JsonObject Body(ParseResult arguments) => new() { ["reason"] = arguments.GetValue(_reason) };
}
