using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator messages</c>: lists messages; below it, what can be known of one.</summary>
internal sealed class MessagesCommand : HostCommand
{
    private readonly Option<string?> _between = new("--between")
    {
        Description = "Only what these two agents wrote to each other by name; goes with --limit alone",
        HelpName = "AGENT,AGENT",
    };

    private readonly Option<int?> _limit = new("--limit") { Description = "With --between: how many at most, 1 to 500; 50 when absent", HelpName = "N" };
    private readonly Option<string?> _conversation = new("--conversation") { Description = "Only those of a conversation", HelpName = "ID" };
    private readonly Option<string?> _session = new("--session") { Description = "Only those that belong to a session", HelpName = "ID" };
    private readonly Option<string?> _from = new("--from") { Description = "Only those that an agent sent", HelpName = "AGENT" };
    private readonly Option<string?> _to = new("--to") { Description = "Only those sent to an agent, by name or as one of all participants", HelpName = "AGENT" };
    private readonly Option<string?> _type = new("--type") { Description = $"Only those of a type: {Words<MessageType>.Allowed}", HelpName = "TYPE" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public MessagesCommand(GlobalOptions globals)
        : base(globals, "messages", "Lists messages, newest first; shows one and where it stands with its recipients")
    {
        foreach (Option option in (Option[])[_between, _limit, _conversation, _session, _from, _to, _type]) Options.Add(option);
        _page.AddTo(this);
        Subcommands.Add(new ShowMessageCommand(globals));
        Subcommands.Add(new DeliveriesCommand(globals));
        Subcommands.Add(new BatchCommand(globals, "messages", "messages", "Sends many messages from a file, each for itself: some may fail"));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator messages --between planner,builder --limit 20",
        "orchestrator messages --to builder --type request",
        "orchestrator messages deliveries msg_1700000000000_abc123def",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        bool between = arguments.GetValue(_between) is not null;
        if (!between && arguments.GetValue(_limit) is not null) throw new UsageException("--limit goes with --between; a page has --page-size");
        HostPath path = HostPath.Of("messages")
            .With("between", arguments.GetValue(_between))
            .With("limit", arguments.GetValue(_limit))
            .With("conversationId", arguments.GetValue(_conversation))
            .With("sessionId", arguments.GetValue(_session))
            .With("from", arguments.GetValue(_from))
            .With("to", arguments.GetValue(_to))
            .With("type", arguments.GetValue(_type));
        HostAnswer answer = await host.GetAsync((between ? path : _page.Complete(path, arguments)).ToString(), cancellationToken);
        MessageText.ShowPage(output, answer);
    }
}
