using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations complete</c>.</summary>
internal sealed class CompleteConversationCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation" };

    /// <summary>Makes the command.</summary>
    public CompleteConversationCommand(GlobalOptions globals)
        : base(globals, "complete", "Closes a conversation") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator conversations complete conv_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        ConversationText.Show(
            output, await host.PostAsync(HostPath.Of("conversations", arguments.GetRequiredValue(_id), "complete").ToString(), cancellationToken));
    }
}
