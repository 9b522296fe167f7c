using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Departments;

namespace Orchestrator.Cli.Commands.Departments;

/// <summary><c>orchestrator departments</c>: lists those of a session; below it, what can be done with one.</summary>
internal sealed class DepartmentsCommand : HostCommand
{
    private readonly Argument<string?> _session = new("SESSION") { Description = "The session", Arity = ArgumentArity.ZeroOrOne };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public DepartmentsCommand(GlobalOptions globals)
        : base(globals, "departments", "Lists the departments of a session with how they do; creates and changes one")
    {
        Arguments.Add(_session);
        _page.AddTo(this);
        Subcommands.Add(new CreateDepartmentCommand(globals));
        Subcommands.Add(new ShowDepartmentCommand(globals));
        Subcommands.Add(new UpdateDepartmentCommand(globals));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator departments session_1700000000000_abc123def",
        "orchestrator departments create session_1700000000000_abc123def data-processor data",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string session = arguments.GetValue(_session) ?? throw new UsageException("SESSION is missing: whose departments?");
        HostAnswer answer = await host.GetAsync(
            _page.Complete(HostPath.Of("sessions", session, "departments"), arguments).ToString(), cancellationToken);
        PageTable.Show<DepartmentView>(
            output,
            answer,
            "department",
            ["ID", "NAME", "DOMAIN", "ACTIVE", "MEMBERS", "MESSAGES", "ERRORS", "PER MINUTE", "LAST ACTIVITY"],
            department =>
            [
                department.Id.Value,
                department.Name,
                department.Domain,
                department.IsActive ? "yes" : "no",
                Texts.Of(department.Members),
                Texts.Of(department.Performance?.MessagesProcessed),
                DepartmentText.Percent(department.Performance?.ErrorRate),
                DepartmentText.Number(department.Performance?.Throughput),
                Texts.Of(department.Performance?.LastActivity),
            ]);
    }
}
