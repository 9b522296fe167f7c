using System.CommandLine;
using System.CommandLine.Parsing;
using Orchestrator.Cli.Git;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Git;

/// <summary><c>orchestrator git guard install</c>.</summary>
internal sealed class InstallGuardCommand : CliCommand
{
    private readonly Option<string> _repository = new("--repo") { Description = "A folder of the repository", HelpName = "DIR", DefaultValueFactory = _ => "." };
    private readonly Option<string?> _agent = new("--agent") { Description = "Who commits in this work tree; ORCHESTRATOR_AGENT goes before it" };
    private readonly Option<bool> _closed = new("--fail-closed") { Description = "Refuse commits when no host answers" };
    private readonly Option<bool> _open = new("--fail-open") { Description = "Let commits through with a warning when no host answers (the default)" };

    /// <summary>Makes the command.</summary>
    public InstallGuardCommand(GlobalOptions globals)
        : base(globals, "install", "Puts the hook into a repository, for all its work trees; keeps a hook that is there")
    {
        foreach (Option option in (Option[])[_repository, _agent, _closed, _open]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator git guard install",
        "orchestrator git guard install --repo /srv/app --agent coder --fail-closed",
    ];

    /// <inheritdoc/>
    protected override string? WithoutUse(Option option) => option == Globals.Url
        ? null
        : "the hook takes the token when it runs, from ORCHESTRATOR_TOKEN or ORCHESTRATOR_TOKEN_FILE";

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        bool closed = arguments.GetValue(_closed), open = arguments.GetValue(_open);
        if (closed && open) throw new UsageException("--fail-open and --fail-closed exclude each other");
        AgentId? agent = arguments.GetValue(_agent) is { } name ? AgentId.Parse(name, "--agent") : null;
        GitRepository repository = await GitRepository.OpenAsync(arguments.GetRequiredValue(_repository), cancellationToken);
        var hook = new GuardHook(await repository.FindHooksAsync(cancellationToken));
        bool isChained = hook.Install();
        if (agent is { } who) await repository.SetTreeConfigAsync("orchestrator.agent", who.Value, cancellationToken);
        if (arguments.GetResult(Globals.Url) is OptionResult { Implicit: false })
            await repository.SetConfigAsync("orchestrator.url", arguments.GetRequiredValue(Globals.Url).ToString(), cancellationToken);
        if (closed) await repository.SetConfigAsync("orchestrator.failClosed", "true", cancellationToken);
        else if (open) await repository.SetConfigAsync("orchestrator.failClosed", "false", cancellationToken);
        await repository.SetConfigAsync("orchestrator.guard", "true", cancellationToken); // from here on the hook acts
        output.Say($"{hook.File} checks leases of {await repository.FindProjectAsync(cancellationToken)}{(isChained ? ", after the hook that was there" : string.Empty)}");
    }
}
