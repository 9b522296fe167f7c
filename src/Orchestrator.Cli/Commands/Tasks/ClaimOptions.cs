using System.CommandLine;

namespace Orchestrator.Cli.Commands.Tasks;

/// <summary>The options of commands that take a task.</summary>
internal sealed class ClaimOptions
{
    private readonly Option<double> _lease = new("--lease")
    {
        Description = "For how many seconds; heartbeats renew it",
        DefaultValueFactory = _ => 300,
        HelpName = "SECONDS",
    };

    private readonly Option<long?> _epoch = new("--epoch") { Description = "The agent's incarnation, as its registration was answered", HelpName = "N" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_lease);
        command.Options.Add(_epoch);
    }

    /// <summary>For how many seconds.</summary>
    public double Lease(ParseResult arguments) => arguments.GetValue(_lease);

    /// <summary>The agent's incarnation.</summary>
    public long? Epoch(ParseResult arguments) => arguments.GetValue(_epoch);
}
