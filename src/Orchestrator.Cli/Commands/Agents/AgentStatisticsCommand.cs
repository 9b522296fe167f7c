using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Cli.Commands.Agents;

/// <summary><c>orchestrator agents statistics</c>.</summary>
internal sealed class AgentStatisticsCommand : HostCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The agent" };

    /// <summary>Makes the command.</summary>
    public AgentStatisticsCommand(GlobalOptions globals)
        : base(globals, "statistics", "Shows an agent's messages in numbers, with how long they took") => Arguments.Add(_id);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator agents statistics builder"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        HostAnswer answer = await host.GetAsync(HostPath.Of("agents", arguments.GetRequiredValue(_id), "statistics").ToString(), cancellationToken);
        output.Show<AgentStatistics>(answer, (_, numbers) => output.Fields(
        [
            ("agent", numbers.AgentId.Value),
            ("conversations", Texts.Of(numbers.TotalConversations)),
            ("sent", Texts.Of(numbers.TotalMessagesSent)),
            ("received", Texts.Of(numbers.TotalMessagesReceived)),
            ("waiting", Texts.Of(numbers.PendingMessages)),
            ("acknowledged", Texts.Of(numbers.AcknowledgedMessages)),
            ("failed", Texts.Of(numbers.FailedMessages)),
            ("dead-lettered", Texts.Of(numbers.DeadLetteredMessages)),
            ("expired", Texts.Of(numbers.ExpiredMessages)),
            ("retried", Texts.Of(numbers.RetriedMessages)),
            ("response time, average", Texts.Milliseconds(numbers.AverageResponseTimeMs)),
            ("delivery time, average", Texts.Milliseconds(numbers.AverageDeliveryTimeMs)),
            ("delivery time, median", Texts.Milliseconds(numbers.MedianDeliveryTimeMs)),
            ("delivery time, 95 %", Texts.Milliseconds(numbers.P95DeliveryTimeMs)),
            ("last conversation", Texts.Of(numbers.LastConversationAt)),
        ]));
    }
}
