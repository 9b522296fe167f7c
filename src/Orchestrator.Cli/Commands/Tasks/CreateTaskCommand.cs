using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks create</c>.</summary>
internal sealed class CreateTaskCommand : HostCommand
{
    private readonly Argument<string> _title = new("TITLE") { Description = "What is to be done" };
    private readonly Option<string?> _id = new("--id") { Description = "An id of your own; one is made when absent" };
    private readonly Option<string?> _description = new("--description") { Description = "More about it" };
    private readonly Option<string?> _priority = new("--priority") { Description = $"One of {Words<Priority>.Allowed}; normal when absent" };
    private readonly Option<string?> _session = new("--session") { Description = "The session it belongs to" };
    private readonly Option<string?> _board = new("--board") { Description = "The board it stands on; the session's, or default, when absent" };
    private readonly Option<string?> _assignee = new("--assignee") { Description = "The agent that is to do it" };
    private readonly Option<string?> _parent = new("--parent") { Description = "The task it is a part of" };
    private readonly Option<string[]> _dependencies = new("--depends-on") { Description = "A task that must be completed before; may be repeated" };
    private readonly Option<string[]> _labels = new("--label") { Description = "A label; may be repeated" };
    private readonly Option<string[]> _capabilities = new("--requires") { Description = "What its agent must be able to do; may be repeated" };

    /// <summary>Makes the command.</summary>
    public CreateTaskCommand(GlobalOptions globals)
        : base(globals, "create", "Creates a task and prints its id")
    {
        Arguments.Add(_title);
        foreach (Option option in (Option[])[_id, _description, _priority, _session, _board, _assignee, _parent, _dependencies, _labels, _capabilities])
            Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator tasks create \"Fix the build\" --priority high --requires csharp",
        "orchestrator tasks create \"Release\" --board app --depends-on task_1700000000000_abc123def",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new CreateTask
        {
            Title = arguments.GetRequiredValue(_title),
            Id = arguments.GetValue(_id) is { } id ? TaskId.Parse(id, "--id") : null,
            Description = arguments.GetValue(_description),
            Priority = arguments.GetValue(_priority) is { } word ? Words<Priority>.Parse(word, "--priority") : Priority.Normal,
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            Board = arguments.GetValue(_board) is { } board ? TaskBoardId.Parse(board, "--board") : null,
            Assignee = arguments.GetValue(_assignee) is { } agent ? AgentId.Parse(agent, "--assignee") : null,
            ParentId = arguments.GetValue(_parent) is { } parent ? TaskId.Parse(parent, "--parent") : null,
            Dependencies = arguments.GetValue(_dependencies) is { Length: > 0 } tasks ? [.. tasks.Select(task => TaskId.Parse(task, "--depends-on"))] : null,
            Labels = arguments.GetValue(_labels) is { Length: > 0 } labels ? labels : null,
            RequiredCapabilities = arguments.GetValue(_capabilities) is { Length: > 0 } capabilities ? capabilities : null,
        };
        HostAnswer answer = await host.PostAsync("tasks", command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<TaskView>().Id.Value);
    }
}
