using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Files;

/// <summary><c>orchestrator files events</c>.</summary>
internal sealed class FileLeaseEventsCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The lease" };

    /// <summary>Makes the command.</summary>
    public FileLeaseEventsCommand(GlobalOptions globals)
        : base(globals, "events", "Lists every change of a lease but its renewals, oldest first") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator files events lease_1700000000000_abc123def"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("file-leases", arguments.GetRequiredValue(_id), "events").ToString(), cancellationToken);
        output.Items(answer, "change", ["TIME", "EVENT", "AGENT", "BY", "REASON"], item =>
        [
            Texts.Time(item, "timestamp"),
            Texts.Of(item, "eventType"),
            Texts.Of(item, "agentId"),
            Texts.Of(item, "changedBy"),
            Texts.Of(item, "reason"),
        ]);
    }
}
