using System.CommandLine;
using Orchestrator.Cli.Git;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Git;

/// <summary><c>orchestrator git guard uninstall</c>.</summary>
internal sealed class UninstallGuardCommand : CliCommand
{
    private readonly Option<string> _repository = new("--repo") { Description = "A folder of the repository", HelpName = "DIR", DefaultValueFactory = _ => "." };

    /// <summary>Makes the command.</summary>
    public UninstallGuardCommand(GlobalOptions globals)
        : base(globals, "uninstall", "Takes the hook away, and puts back the one that was there before") => Options.Add(_repository);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator git guard uninstall --repo /srv/app"];

    /// <inheritdoc/>
    protected override string WithoutUse(Option option) => "no host is asked";

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        GitRepository repository = await GitRepository.OpenAsync(arguments.GetRequiredValue(_repository), cancellationToken);
        foreach (string key in (string[])["orchestrator.guard", "orchestrator.failClosed", "orchestrator.url", "orchestrator.agent"])
            await repository.UnsetConfigAsync(key, cancellationToken);
        var hook = new GuardHook(await repository.FindHooksAsync(cancellationToken));
        output.Say(hook.Uninstall() ? $"{hook.File} does not check leases any more" : $"{hook.File} was not the guard's; it is as it was");
    }
}
