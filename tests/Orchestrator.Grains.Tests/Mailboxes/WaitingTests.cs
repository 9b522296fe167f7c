using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Mailboxes;

/// <summary>Calls that wait in a mailbox.</summary>
public sealed class WaitingTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Who_waits_does_not_keep_a_mailbox_from_being_read_anew()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView request = await cluster.SendAsync("b", AgentId.Parse("a"), "?", m => m with { ResponseWithinSeconds = 60 });
        MessageView sent = await cluster.SendAsync("a", AgentId.Parse("b"), "one");
        Assert.Single(await cluster.TakeAsync("b"));
        Task<IReadOnlyList<InboxItem>> receiving = cluster.ReceiveAsync("b", wait: Wait.TotalSeconds);
        Task<ResponseView> asking = cluster.Mailbox("b").WaitForResponse(request.Id, Wait);
        await cluster.Mailbox("b").GetSummary(); // both wait by now
        GatedJournal.Gate gate = cluster.Journal.RefuseAfter(
            "mailbox/b", new JournalUnavailableException("the answer was lost", JournalUnavailableReason.InputOutput, JournalWriteOutcome.Unknown));
        await Assert.ThrowsAsync<UnavailableException>(() => cluster.AcknowledgeAsync("b", sent.Id));
        gate.Open();

        MailboxSummary summary = await cluster.Mailbox("b").GetSummary().WaitAsync(Wait, TimeProvider.System);

        Assert.Equal((0, 1L), (summary.Leased, summary.Acknowledged));
        Assert.Empty(await receiving);
        Assert.Equal(ResponseStatus.Pending, (await asking).Status);
    }
}
