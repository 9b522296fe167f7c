using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations show</c>.</summary>
internal sealed class ShowConversationCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation" };

    /// <summary>Makes the command.</summary>
    public ShowConversationCommand(GlobalOptions globals)
        : base(globals, "show", "Shows a conversation with its participants as it is now") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator conversations show conv_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        ConversationText.Show(
            output, await host.GetAsync(HostPath.Of("conversations", arguments.GetRequiredValue(_id)).ToString(), cancellationToken));
    }
}
