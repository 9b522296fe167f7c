using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents peers</c>.</summary>
internal sealed class AgentPeersCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The agent" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public AgentPeersCommand(GlobalOptions globals)
        : base(globals, "peers", "Lists an agent's messages with each other agent in numbers, most messages first")
    {
        Arguments.Add(_id);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator agents peers builder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostPath path = HostPath.Of("agents", arguments.GetRequiredValue(_id), "statistics", "peers");
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<AgentPeerStatistics>(
            output,
            answer,
            "peer",
            ["AGENT", "SENT", "RECEIVED", "ACKNOWLEDGED", "FAILED", "WAITING", "MEDIAN", "95 %", "LAST MESSAGE"],
            peer =>
            [
                peer.PeerId.Value,
                Texts.Of(peer.Sent),
                Texts.Of(peer.Received),
                Texts.Of(peer.Acknowledged),
                Texts.Of(peer.Failed),
                Texts.Of(peer.Pending),
                Texts.Milliseconds(peer.MedianDeliveryTimeMs),
                Texts.Milliseconds(peer.P95DeliveryTimeMs),
                Texts.Of(peer.LastMessageAt),
            ]);
    }
}
