using System.CommandLine;

namespace Orchestrator.Cli.Commands.Access;

/// <summary><c>orchestrator token</c>: who may do what.</summary>
internal sealed class TokenCommand : Command
{
    /// <summary>Makes the command.</summary>
    public TokenCommand(GlobalOptions globals)
        : base("token", "Makes, lists and revokes access tokens; works without a host too")
    {
        Subcommands.Add(new CreateTokenCommand(globals));
        Subcommands.Add(new ListTokensCommand(globals));
        Subcommands.Add(new RevokeTokenCommand(globals));
        Subcommands.Add(new AuditCommand(globals));
    }
}
