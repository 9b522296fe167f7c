using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Commands.Messages;

/// <summary><c>orchestrator inbox</c>: receives an agent's messages.</summary>
internal sealed class InboxCommand : HostCommand
{
    private const int ContentWidth = 120;

    private readonly Argument<string> _agent = new("AGENT") { Description = "Whose inbox" };
    private readonly Option<int> _max = new("--max") { Description = "How many at most, 1 to 100", DefaultValueFactory = _ => 10 };
    private readonly Option<int> _wait = new("--wait") { Description = "How many seconds to wait for a first message" };

    private readonly Option<int> _lease = new("--lease")
    {
        Description = "For how many seconds the messages are yours; then they come back",
        DefaultValueFactory = _ => 60,
    };

    private readonly EpochOption _epoch = new();
    private readonly Option<bool> _ack = new("--ack") { Description = "Acknowledge them at once: they leave the inbox" };

    /// <summary>Makes the command.</summary>
    public InboxCommand(GlobalOptions globals)
        : base(globals, "inbox", "Receives an agent's messages, most urgent first")
    {
        Arguments.Add(_agent);
        foreach (Option option in (Option[])[_max, _wait, _lease, _epoch, _ack]) Options.Add(option);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator inbox builder --ack",
        "orchestrator inbox builder --wait 20 --max 1 --json",
        "orchestrator inbox builder --epoch 3",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(
        ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string agent = arguments.GetRequiredValue(_agent);
        int wait = arguments.GetValue(_wait);
        long? epoch = arguments.GetValue(_epoch);
        string path = HostPath.Of("agents", agent, "inbox")
            .With("max", arguments.GetValue(_max))
            .With("wait", wait)
            .With("lease", arguments.GetValue(_lease))
            .With("epoch", epoch)
            .ToString();
        HostAnswer answer = await host.GetAsync(path, cancellationToken, TimeSpan.FromSeconds(Math.Max(wait, 0)));
        IReadOnlyList<InboxItem> items = answer.ReadItems<InboxItem>();

        // Printed before they are acknowledged: what was not seen must not be gone.
        if (output.IsJson) output.Json(answer.Json);
        else Show(output, items);
        if (!arguments.GetValue(_ack)) return;
        foreach (InboxItem item in items)
        {
            HostPath ack = HostPath.Of("agents", agent, "inbox", item.MessageId.Value, "ack").With("epoch", epoch);
            await host.PostAsync(ack.ToString(), cancellationToken);
        }
    }

    private static void Show(CliOutput output, IReadOnlyList<InboxItem> items)
    {
        if (items.Count == 0)
        {
            output.Say("no messages");
            return;
        }

        output.Table(
            ["ID", "FROM", "TYPE", "PRIORITY", "SENT", "ATTEMPT", "CONTENT"],
            items.Select(item => (IReadOnlyList<string?>)
            [
                item.MessageId.Value,
                item.Message.From.Value,
                Words<MessageType>.Of(item.Message.Type),
                Words<Priority>.Of(item.Message.Priority),
                Texts.Of(item.Message.CreatedAt),
                Texts.Of(item.Attempt),
                Printable.Line(Texts.Of(item.Message.Content) ?? string.Empty, ContentWidth),
            ]));
    }
}
