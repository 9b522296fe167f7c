using Orchestrator.Benchmarks.Load;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Benchmarks.Comparison.Ours;

/// <summary>Grains called within the host's process, projector included.</summary>
internal sealed class InProcessMailboxes : IQueueSystem
{
    private const int ReceiversPerMailbox = 2;

    private readonly InProcessHost _host;

    private InProcessMailboxes(InProcessHost host) => _host = host;

    public static Contender Contender { get; } = new(
        "in-process",
        "ours, in process",
        "WAL, synchronous=FULL: synced before the answer, also of leases and acks",
        $"{ReceiversPerMailbox} receivers a mailbox, {Workload.Batch} at a time, each acked by itself; tables are kept up beside",
        async _ => new InProcessMailboxes(await InProcessHost.StartAsync()));

    public Task SendAsync(int producer, int number)
    {
        (AgentId from, AgentId to) = MailboxNames.Of(producer);
        return _host.Direct(from, to).SendDirect(Messages.New(from, to, number));
    }

    public Task ReceiveAsync(int queue, Action<int> acknowledged, CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, ReceiversPerMailbox).Select(async _ =>
        {
            IMailboxGrain mailbox = _host.Mailbox(MailboxNames.Receivers[queue]);
            while (!stopping.IsCancellationRequested)
            {
                IReadOnlyList<InboxItem> items =
                    (await mailbox.Receive(new() { Max = Workload.Batch, Wait = TimeSpan.FromSeconds(1) }, CancellationToken.None)).Value;
                await Task.WhenAll(items.Select(item => mailbox.Acknowledge(new() { MessageId = item.MessageId })));
                acknowledged(items.Count);
            }
        }));

    public Task SettleAsync(CancellationToken cancellationToken) => _host.ProjectedAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
