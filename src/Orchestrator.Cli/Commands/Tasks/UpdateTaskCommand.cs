using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary><c>orchestrator tasks update</c>.</summary>
internal sealed class UpdateTaskCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The task" };
    private readonly Option<string?> _title = new("--title") { Description = "What is to be done", HelpName = "TEXT" };
    private readonly Option<string?> _description = new("--description") { Description = "More about it", HelpName = "TEXT" };
    private readonly Option<string?> _priority = new("--priority") { Description = $"One of {Words<Priority>.Allowed}", HelpName = "PRIORITY" };
    private readonly Option<string[]> _dependencies = new("--depends-on")
    {
        Description = "A task that must be completed before, all of them from now on; may be repeated, \"\" for none",
        HelpName = "TASK",
    };

    private readonly Option<string[]> _labels = new("--label")
    {
        Description = "A label, all of them from now on; may be repeated, \"\" for none",
        HelpName = "LABEL",
    };

    private readonly Option<string[]> _capabilities = new("--requires")
    {
        Description = "What its agent must be able to do, all of it from now on; may be repeated, \"\" for nothing",
        HelpName = "WORD",
    };

    private readonly Option<double?> _estimate = new("--estimate") { Description = "How many hours it takes", HelpName = "HOURS" };
    private readonly Option<string?> _metadata = new("--metadata") { Description = "A JSON object of your own", HelpName = "JSON" };

    /// <summary>Makes the command.</summary>
    public UpdateTaskCommand(GlobalOptions globals)
        : base(globals, "update", "Changes what is given of a task, leaves the rest; a cycle of dependencies is refused")
    {
        Arguments.Add(_id);
        foreach (Option option in Changes) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator tasks update task_1700000000000_abc123def --priority urgent",
        "orchestrator tasks update task_1700000000000_abc123def --depends-on \"\" --label ci --label release",
    ];

    private IEnumerable<Option> Changes => [_title, _description, _priority, _dependencies, _labels, _capabilities, _estimate, _metadata];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        GivenOptions.RequireAny(arguments, Changes);
        var command = new UpdateTask
        {
            Title = arguments.GetValue(_title),
            Description = arguments.GetValue(_description),
            Priority = arguments.GetValue(_priority) is { } word ? Words<Priority>.Parse(word, "--priority") : null,
            Dependencies = GivenOptions.List(arguments, _dependencies) is { } tasks ? [.. tasks.Select(task => TaskId.Parse(task, "--depends-on"))] : null,
            Labels = GivenOptions.List(arguments, _labels),
            RequiredCapabilities = GivenOptions.List(arguments, _capabilities),
            EstimateHours = arguments.GetValue(_estimate),
            Metadata = JsonText.ParseOptional(arguments.GetValue(_metadata), "--metadata"),
        };
        HostAnswer answer = await host.PatchAsync(HostPath.Of("tasks", arguments.GetRequiredValue(_id)).ToString(), command, cancellationToken);
        output.Show<TaskView>(answer, TaskText.Show);
    }
}
