using System.CommandLine;
using System.CommandLine.Parsing;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Commands.Files;
using Orchestrator.Cli.Git;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Git;

/// <summary><c>orchestrator git guard check</c>: what the hook runs.</summary>
internal sealed class CheckGuardCommand : CliCommand
{
    /// <summary>Makes the command.</summary>
    public CheckGuardCommand(GlobalOptions globals)
        : base(globals, "check", "Refuses, with exit code 1, when another agent holds what the next commit changes")
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator git guard check"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        GitRepository repository = await GitRepository.OpenAsync(".", cancellationToken);
        IReadOnlyList<string> staged = await repository.ListStagedAsync(cancellationToken);
        if (staged.Count == 0) return;
        ProjectPath project = await repository.FindProjectAsync(cancellationToken);
        AgentId? agent = await FindAgentAsync(repository, cancellationToken);
        IReadOnlyList<FileConflict> conflicts;
        try
        {
            using var host = new HostApi(await FindUrlAsync(arguments, repository, cancellationToken), Globals.TokenOf(arguments));
            conflicts = await FileCheck.RunAsync(host, project, agent, staged, cancellationToken);
        }
        catch (Exception exception) when (exception is HostUnreachableException or HostRefusedException)
        {
            if (await repository.IsSetAsync("orchestrator.failClosed", cancellationToken))
                throw new FailedException($"commit refused: whether another agent holds these files is not known: {exception.Message}", exception);
            output.Note($"WARNING: whether another agent holds these files was NOT checked: {exception.Message}");
            return;
        }

        if (conflicts.Count == 0) return;
        FileCheck.Show(output, conflicts);
        FileCheck.Advise(output, conflicts, agent);
        output.Fail(agent is null ? "commit refused; the guard does not know who commits: set ORCHESTRATOR_AGENT" : "commit refused", CliProblem.Failed);
        throw new AlreadyReportedException();
    }

    private async Task<AgentId?> FindAgentAsync(GitRepository repository, CancellationToken cancellationToken)
    {
        if (Globals.Environment.Variable(HolderOptions.AgentVariable) is { Length: > 0 } variable) return AgentId.Parse(variable, HolderOptions.AgentVariable);
        return await repository.GetConfigAsync("orchestrator.agent", cancellationToken) is { } name ? AgentId.Parse(name, "orchestrator.agent") : null;
    }

    // What is said now goes before what was said at the installation.
    private async Task<Uri> FindUrlAsync(ParseResult arguments, GitRepository repository, CancellationToken cancellationToken)
    {
        bool isSaid = arguments.GetResult(Globals.Url) is OptionResult { Implicit: false } || Globals.HasUrlVariable;
        if (isSaid || await repository.GetConfigAsync("orchestrator.url", cancellationToken) is not { } configured) return arguments.GetRequiredValue(Globals.Url);
        return Uri.TryCreate(configured, UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
            ? url
            : throw new UsageException("orchestrator.url of git's configuration must be an http or https address");
    }
}
