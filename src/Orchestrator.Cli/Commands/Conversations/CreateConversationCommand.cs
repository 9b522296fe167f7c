using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Conversations;

/// <summary><c>orchestrator conversations create</c>.</summary>
internal sealed class CreateConversationCommand : HostCommand
{
    private readonly Argument<string> _title = new("TITLE") { Description = "Its title, 1 to 200 characters" };
    private readonly Option<string[]> _participants = new("--with")
    {
        Description = "An agent that takes part, with its role behind a colon if it has one; may be repeated",
        HelpName = "AGENT[:ROLE]",
    };

    private readonly Option<string?> _id = new("--id") { Description = "An id of your own; one is made when absent", HelpName = "ID" };
    private readonly Option<string?> _description = new("--description") { Description = "What it is about", HelpName = "TEXT" };
    private readonly Option<string?> _session = new("--session") { Description = "The session it belongs to", HelpName = "ID" };
    private readonly Option<string?> _task = new("--task") { Description = "The task it is about", HelpName = "TASK" };
    private readonly Option<string?> _by = new("--by") { Description = "The agent that begins it", HelpName = "AGENT" };
    private readonly Option<string?> _metadata = new("--metadata") { Description = "A JSON object of your own", HelpName = "JSON" };

    /// <summary>Makes the command.</summary>
    public CreateConversationCommand(GlobalOptions globals)
        : base(globals, "create", "Creates a conversation of named participants and prints its id")
    {
        Arguments.Add(_title);
        foreach (Option option in (Option[])[_participants, _id, _description, _session, _task, _by, _metadata]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator conversations create \"Parser design\" --with planner --with builder:lead --session session_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new CreateConversation
        {
            Title = arguments.GetRequiredValue(_title),
            Id = arguments.GetValue(_id) is { } id ? ConversationId.Parse(id, "--id") : null,
            Description = arguments.GetValue(_description),
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            TaskId = arguments.GetValue(_task),
            CreatedBy = arguments.GetValue(_by) is { } by ? AgentId.Parse(by, "--by") : null,
            Participants = arguments.GetValue(_participants) is { Length: > 0 } agents ? [.. agents.Select(Participant)] : null,
            Metadata = JsonText.ParseOptional(arguments.GetValue(_metadata), "--metadata"),
        };
        HostAnswer answer = await host.PostAsync("conversations", command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<ConversationView>().Id.Value);
    }

    // A colon may stand in an id too; the last one begins the role.
    private static JoinConversation Participant(string text)
    {
        int colon = text.LastIndexOf(':');
        return colon < 0
            ? new JoinConversation { AgentId = AgentId.Parse(text, "--with") }
            : new JoinConversation { AgentId = AgentId.Parse(text[..colon], "--with"), Role = text[(colon + 1)..] };
    }
}
