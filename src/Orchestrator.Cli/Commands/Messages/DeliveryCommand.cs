using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary>A command on the delivery of one message to one agent; it prints where the message stands then.</summary>
internal abstract class DeliveryCommand : HostCommand
{
    private readonly Argument<string> _agent = new("AGENT") { Description = "Whose inbox" };
    private readonly Argument<string> _message = new("MESSAGE") { Description = "The message's id" };

    /// <summary>Sets up the command; derived ones add their own arguments and options.</summary>
    protected DeliveryCommand(GlobalOptions globals, string name, string description)
        : base(globals, name, description)
    {
        Arguments.Add(_agent);
        Arguments.Add(_message);
    }

    /// <summary>Where the command goes.</summary>
    protected abstract HostPath Path(string agent, string message);

    /// <summary>What the command says besides; null for nothing.</summary>
    protected virtual JsonObject? Body(ParseResult arguments) => null;

    /// <inheritdoc/>
    protected sealed override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        AgentId agent = AgentId.Parse(arguments.GetValue(_agent), "AGENT");
        MessageId message = MessageId.Parse(arguments.GetValue(_message), "MESSAGE");
        string path = Path(agent.Value, message.Value).ToString();
        HostAnswer answer = Body(arguments) is { } body
            ? await host.PostAsync(path, JsonSerializer.SerializeToElement(body), cancellationToken)
            : await host.PostAsync(path, cancellationToken);
        if (output.IsJson) output.Json(answer.Json);
        else output.Say(Words<DeliveryStatus>.Of(answer.Read<DeliveryView>().Status));
    }
}
