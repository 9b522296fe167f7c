using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary>A command on the delivery of one message to one agent; it prints where the message stands then.</summary>
internal abstract class DeliveryCommand : HostCommand
{
    private readonly Argument<string> _agent = new("AGENT") { Description = "Whose inbox" };
    private readonly Argument<string> _message = new("MESSAGE") { Description = "The message's id" };
    private readonly EpochOption? _epoch;

    /// <summary>Sets up the command; derived ones add their own arguments and options.</summary>
    /// <param name="globals">The options of all commands.</param>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does.</param>
    /// <param name="byAgent">Whether the agent says it, and may say which incarnation it is.</param>
    protected DeliveryCommand(GlobalOptions globals, string name, string description, bool byAgent = true)
        : base(globals, name, description)
    {
        Arguments.Add(_agent);
        Arguments.Add(_message);
        if (byAgent) Options.Add(_epoch = new EpochOption());
    }

    /// <summary>Where the command goes.</summary>
    protected abstract HostPath Path(string agent, string message);

    /// <summary>What the command says besides; null for nothing.</summary>
    protected virtual JsonObject? Body(ParseResult arguments) => null;

    /// <inheritdoc/>
    protected sealed override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string owner = arguments.GetRequiredValue(_agent);
        if (_epoch is not null || !AgentGroup.IsReserved(owner)) AgentId.Parse(owner, "AGENT"); // a group has dead letters only
        MessageId message = MessageId.Parse(arguments.GetValue(_message), "MESSAGE");
        string path = Path(owner, message.Value).With("epoch", _epoch is null ? null : arguments.GetValue(_epoch)).ToString();
        HostAnswer answer = Body(arguments) is { } body
            ? await host.PostAsync(path, JsonSerializer.SerializeToElement(body), cancellationToken)
            : await host.PostAsync(path, cancellationToken);
        output.Show<DeliveryView>(answer, (_, delivery) => output.Say(Words<DeliveryStatus>.Of(delivery.Status)));
    }
}
