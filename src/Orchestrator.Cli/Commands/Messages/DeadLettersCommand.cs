using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator dead-letters</c>: lists what an agent did not get done.</summary>
internal sealed class DeadLettersCommand : HostCommand
{
    private const int ErrorWidth = 120;

    private readonly Argument<string> _agent = new("AGENT") { Description = "Whose messages: an agent, or a group such as team:x" };
    private readonly PageOptions _page = new();

    /// <summary>Makes the command.</summary>
    public DeadLettersCommand(GlobalOptions globals)
        : base(globals, "dead-letters", "Lists an agent's messages that failed or were handed out too often, newest first")
    {
        Arguments.Add(_agent);
        _page.AddTo(this);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator dead-letters builder",
        "orchestrator dead-letters team:backend",
        "orchestrator dead-letters builder --page-size 500 --json",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string owner = arguments.GetRequiredValue(_agent);
        if (!AgentGroup.IsReserved(owner)) AgentId.Parse(owner, "AGENT");
        HostPath path = HostPath.Of("agents", owner, "dead-letters");
        HostAnswer answer = await host.GetAsync(_page.Complete(path, arguments).ToString(), cancellationToken);
        PageTable.Show<MessageDelivery>(
            output,
            answer,
            "dead letter",
            ["ID", "STATUS", "ATTEMPTS", "SENT", "ENDED", "LAST ERROR"],
            dead =>
            [
                dead.MessageId.Value,
                Words<DeliveryStatus>.Of(dead.Status),
                Texts.Of(dead.Attempts),
                Texts.Of(dead.SentAt),
                Texts.Of(dead.EndedAt),
                Printable.Line(dead.LastError ?? string.Empty, ErrorWidth),
            ]);
    }
}
