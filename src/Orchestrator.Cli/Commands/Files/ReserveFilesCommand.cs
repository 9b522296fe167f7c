using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files reserve</c>.</summary>
internal sealed class ReserveFilesCommand : HostCommand
{
    private readonly HolderOptions _holder;
    private readonly Argument<string[]> _patterns = new("PATTERN")
    {
        Description = "Files, relative to this folder (with --project, to the project's): paths, folders, or patterns with * ? [abc] {a,b} **",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _shared = new("--shared") { Description = "Others may hold them too, shared" };
    private readonly Option<double?> _ttl = new("--ttl") { Description = "For how many seconds; 3600 when absent", HelpName = "SECONDS" };
    private readonly Option<string?> _reason = new("--reason") { Description = "What for; shown to those whom it stands in the way of" };
    private readonly Option<string?> _session = new("--session") { Description = "The session it is for" };
    private readonly Option<string?> _task = new("--task") { Description = "The task it is for" };
    private readonly Option<string?> _id = new("--id") { Description = "An id of your own; one is made when absent" };

    /// <summary>Makes the command.</summary>
    public ReserveFilesCommand(GlobalOptions globals)
        : base(globals, "reserve", "Reserves files for an agent, all or none, and prints the lease's id")
    {
        _holder = new HolderOptions(globals);
        Arguments.Add(_patterns);
        _holder.AddAgentTo(this);
        _holder.AddProjectTo(this);
        foreach (Option option in (Option[])[_holder.Epoch, _shared, _ttl, _reason, _session, _task, _id]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator files reserve \"src/**/*.cs\" README.md --agent coder --reason \"Rewriting the parser\"",
        "orchestrator files reserve docs --agent writer --shared --ttl 600",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        (ProjectPath project, IReadOnlyList<string> patterns) = await _holder.ProjectAsync(arguments, arguments.GetRequiredValue(_patterns), cancellationToken);
        var command = new ReserveFiles
        {
            Project = project,
            AgentId = _holder.Agent(arguments),
            Epoch = arguments.GetValue(_holder.Epoch),
            Patterns = patterns,
            Mode = arguments.GetValue(_shared) ? FileLeaseMode.Shared : FileLeaseMode.Exclusive,
            Reason = arguments.GetValue(_reason),
            SessionId = arguments.GetValue(_session) is { } session ? SessionId.Parse(session, "--session") : null,
            TaskId = arguments.GetValue(_task) is { } task ? TaskId.Parse(task, "--task") : null,
            Id = arguments.GetValue(_id) is { } id ? FileLeaseId.Parse(id, "--id") : null,
        };
        if (arguments.GetValue(_ttl) is { } seconds) command = command with { TtlSeconds = seconds };
        HostAnswer answer = await host.PostAsync("file-leases", command, cancellationToken);
        output.Json(output.IsJson ? answer.Json : answer.Read<FileLeaseView>().Id.Value);
    }
}
