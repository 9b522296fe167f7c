using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Departments;

/// <summary><c>orchestrator departments create</c>.</summary>
internal sealed class CreateDepartmentCommand : HostCommand
{
    private readonly Argument<string> _session = new("SESSION") { Description = "The session it is a part of" };
    private readonly Argument<string> _name = new("NAME") { Description = "Its name" };
    private readonly Argument<string> _domain = new("DOMAIN") { Description = "What it is for" };
    private readonly Option<string?> _id = new("--id") { Description = "An id of your own; one is made when absent" };

    /// <summary>Makes the command.</summary>
    public CreateDepartmentCommand(GlobalOptions globals)
        : base(globals, "create", "Creates a department of a session and prints its id")
    {
        Arguments.Add(_session);
        Arguments.Add(_name);
        Arguments.Add(_domain);
        Options.Add(_id);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
        ["orchestrator departments create session_1700000000000_abc123def data-processor data"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new CreateDepartment
        {
            Id = arguments.GetValue(_id) is { } id ? DepartmentId.Parse(id, "--id") : null,
            Name = arguments.GetRequiredValue(_name),
            Domain = arguments.GetRequiredValue(_domain),
        };
        HostAnswer answer = await host.PostAsync(
            HostPath.Of("sessions", arguments.GetRequiredValue(_session), "departments").ToString(), command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<DepartmentView>().Id.Value);
    }
}
