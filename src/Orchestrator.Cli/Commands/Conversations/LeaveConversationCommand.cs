using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations leave</c>.</summary>
internal sealed class LeaveConversationCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation" };
    private readonly Argument<string> _agent = new("AGENT") { Description = "The agent" };

    /// <summary>Makes the command.</summary>
    public LeaveConversationCommand(GlobalOptions globals)
        : base(globals, "leave", "Takes an agent out of a conversation; its messages stay")
    {
        Arguments.Add(_id);
        Arguments.Add(_agent);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator conversations leave conv_1700000000000_abc123def reviewer"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string path = HostPath.Of("conversations", arguments.GetRequiredValue(_id), "participants", arguments.GetRequiredValue(_agent)).ToString();
        ConversationText.Show(output, await host.DeleteAsync(path, cancellationToken));
    }
}
