using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Departments;

/// <summary><c>orchestrator departments update</c>.</summary>
internal sealed class UpdateDepartmentCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The department" };
    private readonly Option<string?> _domain = new("--domain") { Description = "What it is for" };
    private readonly Option<bool?> _active = new("--active") { Description = "Whether it works: true or false" };
    private readonly Option<string?> _task = new("--task") { Description = "The task it works on" };

    /// <summary>Makes the command.</summary>
    public UpdateDepartmentCommand(GlobalOptions globals)
        : base(globals, "update", "Changes what is given of a department")
    {
        Arguments.Add(_id);
        foreach (Option option in (Option[])[_domain, _active, _task]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator departments update department_1700000000000_abc123def --active false"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new UpdateDepartment
        {
            Domain = arguments.GetValue(_domain),
            IsActive = arguments.GetValue(_active),
            CurrentTask = arguments.GetValue(_task) is { } task ? TaskId.Parse(task, "--task") : null,
        };
        HostAnswer answer = await host.PatchAsync(
            HostPath.Of("departments", arguments.GetRequiredValue(_id)).ToString(), command, cancellationToken);
        output.Show<DepartmentView>(answer, DepartmentText.Show);
    }
}
