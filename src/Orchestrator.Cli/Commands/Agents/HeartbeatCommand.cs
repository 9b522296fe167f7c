using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents heartbeat</c>.</summary>
internal sealed class HeartbeatCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The agent" };
    private readonly Option<string?> _status = new("--status") { Description = "active, busy, idle, blocked or error", HelpName = "STATUS" };
    private readonly Option<string?> _task = new("--task") { Description = "What it works on" };

    private readonly EpochOption _epoch = new();

    private readonly Option<Dictionary<string, double>> _metrics = new("--metric")
    {
        Description = "A number, such as cpu=0.5; may be repeated",
        HelpName = "NAME=VALUE",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = ParseMetrics,
    };

    /// <summary>Makes the command.</summary>
    public HeartbeatCommand(GlobalOptions globals)
        : base(globals, "heartbeat", "Says that an agent lives, and how it is")
    {
        Arguments.Add(_id);
        Options.Add(_status);
        Options.Add(_task);
        Options.Add(_metrics);
        Options.Add(_epoch);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator agents heartbeat builder",
        "orchestrator agents heartbeat builder --status busy --task \"parsing\" --metric cpu=0.7",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var command = new Heartbeat
        {
            Status = arguments.GetValue(_status) is { } status ? Words<AgentStatus>.Parse(status, "--status") : null,
            CurrentTask = arguments.GetValue(_task),
            Metrics = arguments.GetValue(_metrics),
            Epoch = arguments.GetValue(_epoch),
        };
        string path = HostPath.Of("agents", arguments.GetRequiredValue(_id), "heartbeat").ToString();
        HostAnswer answer = await host.PostAsync(path, command, cancellationToken);
        output.Show<AgentView>(answer, (_, agent) => AgentText.Show(output, agent));
    }

    private static Dictionary<string, double> ParseMetrics(ArgumentResult result)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (Token token in result.Tokens)
        {
            string[] parts = token.Value.Split('=', 2);
            if (parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                metrics[parts[0]] = value;
            else
                result.AddError($"--metric must be NAME=VALUE with a number, such as cpu=0.5; it is '{token.Value}'.");
        }

        return metrics;
    }
}
