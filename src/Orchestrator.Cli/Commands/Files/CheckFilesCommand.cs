using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files check</c>.</summary>
internal sealed class CheckFilesCommand : HostCommand
{
    private readonly HolderOptions _holder;
    private readonly Argument<string[]> _paths = new("FILE")
    {
        Description = "Files, relative to this folder; with --project, to the project's",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Makes the command.</summary>
    public CheckFilesCommand(GlobalOptions globals)
        : base(globals, "check", "Says who stands in the way of changing files; exit code 1 when somebody does")
    {
        _holder = new HolderOptions(globals);
        Arguments.Add(_paths);
        _holder.AddAgentTo(this);
        _holder.AddProjectTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator files check src/Parser.cs README.md --agent coder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        (ProjectPath project, IReadOnlyList<string> files) = await _holder.ProjectAsync(arguments, arguments.GetRequiredValue(_paths), cancellationToken);
        IReadOnlyList<FileConflict> conflicts = await FileCheck.RunAsync(
            host, project, _holder.OptionalAgent(arguments), files, cancellationToken);
        if (output.IsJson) output.Json(JsonSerializer.Serialize(conflicts, OrchestratorJson.Http.GetTypeInfo(typeof(IReadOnlyList<FileConflict>))));
        else if (conflicts.Count == 0) output.Say("Nobody stands in the way");
        else FileCheck.Show(output, conflicts);
        if (conflicts.Count > 0) throw new AlreadyReportedException();
    }
}
