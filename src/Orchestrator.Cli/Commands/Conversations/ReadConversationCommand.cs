using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations read</c>.</summary>
internal sealed class ReadConversationCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation" };
    private readonly Argument<string> _agent = new("AGENT") { Description = "The agent that read it" };
    private readonly Argument<long> _sequence = new("NUMBER") { Description = "The number of the last message it read, from 1" };

    /// <summary>Makes the command.</summary>
    public ReadConversationCommand(GlobalOptions globals)
        : base(globals, "read", "Says up to which message an agent has read; it never goes back")
    {
        Arguments.Add(_id);
        Arguments.Add(_agent);
        Arguments.Add(_sequence);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator conversations read conv_1700000000000_abc123def builder 17"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new MarkRead
        {
            AgentId = AgentId.Parse(arguments.GetRequiredValue(_agent), "AGENT"),
            Sequence = arguments.GetValue(_sequence),
        };
        ConversationText.Show(
            output, await host.PostAsync(HostPath.Of("conversations", arguments.GetRequiredValue(_id), "read").ToString(), command, cancellationToken));
    }
}
