using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations</c>: lists conversations; below it, what can be done with one.</summary>
internal sealed class ConversationsCommand : HostCommand
{
    private readonly Option<string?> _participant = new("--participant") { Description = "Only those in which an agent takes or took part", HelpName = "AGENT" };
    private readonly Option<string?> _status = new("--status") { Description = $"Only those that are {Words<ConversationStatus>.Allowed}", HelpName = "STATUS" };
    private readonly Option<string?> _session = new("--session") { Description = "Only those of a session", HelpName = "ID" };
    private readonly Option<string?> _task = new("--task") { Description = "Only those about a task", HelpName = "TASK" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public ConversationsCommand(GlobalOptions globals)
        : base(globals, "conversations", "Lists conversations, newest first; creates, shows, reads and closes one")
    {
        foreach (Option option in (Option[])[_participant, _status, _session, _task]) Options.Add(option);
        _page.AddTo(this);
        Subcommands.Add(new ShowConversationCommand(globals));
        Subcommands.Add(new CreateConversationCommand(globals));
        Subcommands.Add(new ConversationMessagesCommand(globals));
        Subcommands.Add(new SendToConversationCommand(globals));
        Subcommands.Add(new EditMessageCommand(globals));
        Subcommands.Add(new JoinConversationCommand(globals));
        Subcommands.Add(new LeaveConversationCommand(globals));
        Subcommands.Add(new ReadConversationCommand(globals));
        Subcommands.Add(new CompleteConversationCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator conversations --participant builder --status active",
        "orchestrator conversations create \"Parser design\" --with planner --with builder:lead",
        "orchestrator conversations send conv_1700000000000_abc123def planner \"What about errors?\"",
        "orchestrator conversations messages conv_1700000000000_abc123def",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("conversations")
            .With("participant", arguments.GetValue(_participant))
            .With("status", arguments.GetValue(_status))
            .With("sessionId", arguments.GetValue(_session))
            .With("taskId", arguments.GetValue(_task));
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<ConversationView>(
            output,
            answer,
            "conversation",
            ["ID", "TITLE", "KIND", "STATUS", "MESSAGES", "SESSION", "CREATED", "UPDATED"],
            conversation =>
            [
                conversation.Id.Value,
                conversation.Title,
                ConversationText.Kind(conversation),
                Words<ConversationStatus>.Of(conversation.Status),
                Texts.Of(conversation.MessageCount),
                conversation.SessionId?.Value,
                Texts.Of(conversation.CreatedAt),
                Texts.Of(conversation.UpdatedAt),
            ]);
    }
}
