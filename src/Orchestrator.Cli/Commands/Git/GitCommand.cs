using System.CommandLine;

namespace Orchestrator.Cli.Commands.Git;

/// <summary><c>orchestrator git</c>: what has to do with git repositories.</summary>
internal sealed class GitCommand : Command
{
    /// <summary>Makes the command.</summary>
    public GitCommand(GlobalOptions globals)
        : base("git", "Guards git repositories")
    {
        Subcommands.Add(new Command("guard", "A hook that refuses to commit files which another agent holds")
        {
            new InstallGuardCommand(globals),
            new UninstallGuardCommand(globals),
            new CheckGuardCommand(globals),
        });
    }
}
