using System.CommandLine;

namespace Orchestrator.Cli.Commands;

/// <summary>Which incarnation of an agent speaks.</summary>
internal sealed class EpochOption : Option<long?>
{
    /// <summary>Makes the option.</summary>
    public EpochOption()
        : base("--epoch")
    {
        Description = "The agent's incarnation, as its registration was answered; once a later one registered, it is refused";
        HelpName = "N";
    }
}
