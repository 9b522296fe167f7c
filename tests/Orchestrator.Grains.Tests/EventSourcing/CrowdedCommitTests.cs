using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.EventSourcing;

/// <summary>More commands gather while one commit is in flight than one append may hold.</summary>
public sealed class CrowdedCommitTests
{
    private static readonly string Grain = $"conversation/{ConversationId.Direct(AgentId.Parse("a"), AgentId.Parse("b"))}";

    [Theory]
    [InlineData(2_500, 1)]
    [InlineData(300, 250_000)]
    public async Task Commands_beyond_what_one_append_may_hold_are_acknowledged(int count, int length)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await SendAsync(cluster, "first", "hello");
        GatedJournal.Gate gate = cluster.Journal.Hold(Grain);
        Task<Committed<MessageView>> held = SendAsync(cluster, "held", "hello");
        await gate.Arrived;
        string content = new('x', length);
        Task<Committed<MessageView>>[] sends = [.. Enumerable.Range(0, count).Select(i => SendAsync(cluster, $"m{i}", content))];
        await cluster.Direct("a", "b").Get(); // all of them were decided
        gate.Open();

        Committed<MessageView>[] answers = await Task.WhenAll(sends);

        Assert.Equal(Enumerable.Range(2, count + 1).Select(i => (long)i), answers.Append(await held).Select(answer => answer.Value.Sequence).Order());
        Assert.Equal(count + 2, (await cluster.Direct("a", "b").Get()).MessageCount);
        Assert.InRange((await cluster.ReadAllAsync(Grain)).Count, 4, 40); // they are still written many together
    }

    [Fact]
    public async Task All_that_was_decided_upon_a_commit_that_failed_is_refused()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await SendAsync(cluster, "first", "hello");
        GatedJournal.Gate gate = cluster.Journal.Hold(Grain);
        Task<Committed<MessageView>> failing = SendAsync(cluster, "failing", "hello");
        await gate.Arrived;
        Task<Committed<MessageView>>[] sends = [.. Enumerable.Range(0, 2_500).Select(i => SendAsync(cluster, $"m{i}", "x"))];
        await cluster.Direct("a", "b").Get(); // all of them were decided
        GatedJournal.Gate refusal = cluster.Journal.Refuse(
            Grain, new JournalUnavailableException("the disk is full", JournalUnavailableReason.Full, JournalWriteOutcome.NotWritten));
        gate.Open();

        foreach (Task<Committed<MessageView>> send in sends) await Assert.ThrowsAsync<UnavailableException>(() => send);
        await failing.ContinueWith(static _ => { }, TaskScheduler.Default);
        refusal.Open();

        Assert.Equal(failing.IsCompletedSuccessfully ? 3 : 2, (await SendAsync(cluster, "last", "hello")).Value.Sequence);
    }

    private static Task<Committed<MessageView>> SendAsync(OrchestratorCluster cluster, string id, string content) =>
        cluster.Direct("a", "b").SendDirect(Keyed.Message("a", "b") with
        {
            Id = MessageId.Parse(id),
            Content = JsonSerializer.SerializeToElement(content),
        });
}
