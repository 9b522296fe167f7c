using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Commands.Messages;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations messages</c>: the transcript.</summary>
internal sealed class ConversationMessagesCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The conversation; a group such as team:x has one by itself" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public ConversationMessagesCommand(GlobalOptions globals)
        : base(globals, "messages", "Lists a conversation's messages, oldest first")
    {
        Arguments.Add(_id);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator conversations messages conv_1700000000000_abc123def",
        "orchestrator conversations messages team:backend --page-size 500",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("conversations", arguments.GetRequiredValue(_id), "messages");
        MessageText.ShowPage(output, await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken));
    }
}
