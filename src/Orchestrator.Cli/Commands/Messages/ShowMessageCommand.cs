using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator messages show</c>.</summary>
internal sealed class ShowMessageCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The message" };

    /// <summary>Makes the command.</summary>
    public ShowMessageCommand(GlobalOptions globals)
        : base(globals, "show", "Shows a message") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator messages show msg_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("messages", arguments.GetRequiredValue(_id)).ToString(), cancellationToken);
        output.Show<MessageView>(answer, MessageText.Show);
    }
}
