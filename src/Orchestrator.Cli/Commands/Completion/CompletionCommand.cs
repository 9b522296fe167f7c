using System.CommandLine;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Completion;

/// <summary><c>orchestrator completion</c>: the script that makes a shell complete commands, options and the host's ids.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<string> _shell = new("SHELL") { Description = $"One of {string.Join(", ", ShellScripts.Shells)}" };

    /// <summary>Makes the command.</summary>
    public CompletionCommand(GlobalOptions globals)
        : base(globals, "completion", "Prints the script by which a shell completes commands, options and the host's ids")
    {
        _shell.AcceptOnlyFromAmong([.. ShellScripts.Shells]);
        Arguments.Add(_shell);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator completion bash > ~/.local/share/bash-completion/completions/orchestrator",
        "orchestrator completion zsh > \"${fpath[1]}/_orchestrator\"",
        "orchestrator completion fish > ~/.config/fish/completions/orchestrator.fish",
        "orchestrator completion pwsh >> $PROFILE",
        "source <(orchestrator completion bash)",
    ];

    /// <inheritdoc/>
    protected override string WithoutUse(Option option) => "no host is asked; the script takes address and token from the environment when it runs";

    /// <inheritdoc/>
    protected override Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken) =>
        Globals.Environment.Out.WriteAsync(ShellScripts.Of(arguments.GetRequiredValue(_shell)).AsMemory(), cancellationToken);
}
