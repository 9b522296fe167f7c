using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks</c>: lists tasks; below it, what can be done with one.</summary>
internal sealed class TasksCommand : HostCommand
{
    private readonly Option<string?> _status = new("--status")
    {
        Description = $"Only those that are {Words<TaskItemStatus>.Allowed}",
        HelpName = "STATUS",
    };

    private readonly Option<bool> _ready = new("--ready") { Description = "Only those that may be begun, most urgent first" };
    private readonly Option<string?> _board = new("--board") { Description = "Only those of a board: a session's or a project's", HelpName = "BOARD" };
    private readonly Option<string?> _assignee = new("--assignee") { Description = "Only those that an agent has or is to do", HelpName = "AGENT" };
    private readonly Option<string?> _session = new("--session") { Description = "Only those of a session", HelpName = "ID" };
    private readonly Option<string?> _parent = new("--parent") { Description = "Only the parts of a task", HelpName = "TASK" };
    private readonly Option<string?> _label = new("--label") { Description = "Only those with a label", HelpName = "LABEL" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public TasksCommand(GlobalOptions globals)
        : base(globals, "tasks", "Lists tasks; creates, changes, assigns, claims and ends one")
    {
        foreach (Option option in (Option[])[_status, _ready, _board, _session, _assignee, _parent, _label]) Options.Add(option);
        _page.AddTo(this);
        Subcommands.Add(new ShowTaskCommand(globals));
        Subcommands.Add(new TaskEventsCommand(globals));
        Subcommands.Add(new WaitingTasksCommand(globals));
        Subcommands.Add(new TaskVelocityCommand(globals));
        Subcommands.Add(new CreateTaskCommand(globals));
        Subcommands.Add(new UpdateTaskCommand(globals));
        Subcommands.Add(new AssignTaskCommand(globals));
        Subcommands.Add(new ClaimTaskCommand(globals, "claim", "Gives a ready task to an agent for a time"));
        Subcommands.Add(new ClaimTaskCommand(globals, "start", "The same as claim, for the agent that a task is assigned to"));
        Subcommands.Add(new ClaimNextTaskCommand(globals));
        Subcommands.Add(new WorkOnTaskCommand(globals, "renew", "Renews an agent's lease on a task"));
        Subcommands.Add(new WorkOnTaskCommand(globals, "release", "Gives a task back: it is pending again"));
        Subcommands.Add(new WorkOnTaskCommand(globals, "block", "Says that a task's agent can't go on"));
        Subcommands.Add(new WorkOnTaskCommand(globals, "unblock", "Says that a task's agent goes on"));
        Subcommands.Add(new WorkOnTaskCommand(globals, "complete", "Says that a task is done"));
        Subcommands.Add(new WorkOnTaskCommand(globals, "fail", "Says that a task can't be done"));
        Subcommands.Add(new WorkOnTaskCommand(globals, "cancel", "Says that a task is not wanted any more"));
        Subcommands.Add(new RetryTaskCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator tasks --ready",
        "orchestrator tasks create \"Fix the build\" --priority high --label ci",
        "orchestrator tasks claim-next coder --capability csharp",
        "orchestrator tasks complete task_1700000000000_abc123def --agent coder",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        bool ready = arguments.GetValue(_ready);
        if (ready && (arguments.GetValue(_status) ?? arguments.GetValue(_assignee) ?? arguments.GetValue(_parent)) is not null)
            throw new UsageException("--ready goes with --board, --session and --label only");
        HostPath path = (ready ? HostPath.Of("tasks", "ready") : HostPath.Of("tasks"))
            .With("status", arguments.GetValue(_status))
            .With("board", arguments.GetValue(_board))
            .With("sessionId", arguments.GetValue(_session))
            .With("assignee", arguments.GetValue(_assignee))
            .With("parentId", arguments.GetValue(_parent))
            .With("label", arguments.GetValue(_label));
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<TaskView>(
            output,
            answer,
            "task",
            ["ID", "TITLE", "STATUS", "PRIORITY", "ASSIGNEE", "BOARD", "CREATED"],
            task =>
            [
                task.Id.Value,
                task.Title,
                Words<TaskItemStatus>.Of(task.Status),
                Words<Priority>.Of(task.Priority),
                task.Assignee?.Value,
                task.Board.Value,
                Texts.Of(task.CreatedAt),
            ]);
    }
}
