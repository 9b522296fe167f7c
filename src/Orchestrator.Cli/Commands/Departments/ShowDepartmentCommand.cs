using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Departments;

namespace Orchestrator.Cli.Commands.Departments;

/// <summary><c>orchestrator departments show</c>.</summary>
internal sealed class ShowDepartmentCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The department" };

    /// <summary>Makes the command.</summary>
    public ShowDepartmentCommand(GlobalOptions globals)
        : base(globals, "show", "Shows a department and how it does") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator departments show department_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("departments", arguments.GetRequiredValue(_id)).ToString(), cancellationToken);
        output.Show<DepartmentView>(answer, DepartmentText.Show);
    }
}
