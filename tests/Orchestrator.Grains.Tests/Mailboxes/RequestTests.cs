using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Tests.Mailboxes;

/// <summary>Messages that want an answer by a deadline.</summary>
public sealed class RequestTests
{
    private static readonly AgentId B = AgentId.Parse("b");

    [Fact]
    public async Task The_answer_is_given_to_who_waits_for_it_and_not_to_the_inbox()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView request = await AskAsync(cluster, seconds: 60);
        Task<ResponseView> waiting = cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.FromSeconds(20));
        Assert.Single(await cluster.TakeAsync("b"));
        MessageView answer = await AnswerAsync(cluster, request, "42");

        ResponseView response = await waiting;

        Assert.Equal((ResponseStatus.Answered, answer.Id), (response.Status, response.Response!.Id));
        Assert.Equal((request.Id.Value, request.Id.Value), (request.CorrelationId, response.Response.CorrelationId));
        Assert.Empty(await cluster.ReceiveAsync("a"));
        await cluster.AcknowledgeAsync("a", answer.Id);
        cluster.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Empty(await cluster.ReceiveAsync("a"));
        Assert.Empty(await ExceededAsync(cluster));
    }

    [Fact]
    public async Task An_answer_that_nobody_took_comes_into_the_inbox_after_the_deadline()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView request = await AskAsync(cluster, seconds: 60);
        MessageView answer = await AnswerAsync(cluster, request, "42");
        await Eventually.TrueAsync(() => cluster.Mailbox("a").GetSummary(), summary => summary.Queued == 1);
        Assert.Empty(await cluster.ReceiveAsync("a"));

        cluster.Time.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal(answer.Id, Assert.Single(await cluster.ReceiveAsync("a")).MessageId);
        Assert.Equal(ResponseStatus.Answered, (await cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.Zero)).Status);
    }

    [Fact]
    public async Task Without_ask_the_answer_comes_into_the_inbox_at_once()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView request = await cluster.SendAsync("a", B, "when you can", m => m with { RequiresResponse = true, ResponseWithinSeconds = 3_600 });
        MessageView answer = await AnswerAsync(cluster, request, "done");

        Assert.Equal(answer.Id, Assert.Single(await cluster.TakeAsync("a")).MessageId);
    }

    [Fact]
    public async Task No_answer_by_the_deadline_is_journaled_once_and_a_late_answer_is_delivered()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView request = await AskAsync(cluster, seconds: 60);
        Task<ResponseView> waiting = cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.FromSeconds(20));
        await OpenAsync(cluster);
        cluster.Time.Advance(TimeSpan.FromSeconds(60));
        await cluster.Mailbox("a").Tend();
        await cluster.Mailbox("a").Tend();
        cluster.Time.Advance(TimeSpan.FromMinutes(10));
        await cluster.Mailbox("a").Tend();

        Assert.Equal([request.Id.Value], await ExceededAsync(cluster));
        Assert.Equal(ResponseStatus.DeadlineExceeded, (await cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.Zero)).Status);
        await waiting;
        MessageView late = await AnswerAsync(cluster, request, "sorry");
        Assert.Equal(late.Id, Assert.Single(await cluster.TakeAsync("a")).MessageId);
        Assert.Equal([request.Id.Value], await ExceededAsync(cluster));
    }

#if !ORLEANS // Reminders and timers are the silo's, whose time no test moves on real Orleans.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_deadline_that_passes_while_everything_is_down_is_noticed_by_its_reminder(bool kill)
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView request = await AskAsync(cluster, seconds: 300);
        GrainId mailbox = cluster.Mailbox("a").GetGrainId();
        await Eventually.TrueAsync(() => cluster.Reminders.ReadRows(mailbox), rows => rows.Reminders.Count == 1);

        await using OrchestratorCluster again = kill ? await cluster.KillAndRestartAsync() : await cluster.RestartAsync();
        int looks = 0;
        IReadOnlyList<string> exceeded = await Eventually.TrueAsync(
            () =>
            {
                // Nobody calls the mailbox. A minute of the cluster is longer than a call may last, so it gets some true time for each.
                if (looks++ % 20 == 0) again.Time.Advance(TimeSpan.FromMinutes(1));
                return ExceededAsync(again);
            },
            ids => ids.Count > 0);

        Assert.Equal([request.Id.Value], exceeded);
        again.Time.Advance(TimeSpan.FromMinutes(10));
        await Eventually.TrueAsync(() => again.Reminders.ReadRows(mailbox), rows => rows.Reminders.Count == 0);
        Assert.Equal([request.Id.Value], await ExceededAsync(again));
    }
#endif

    [Fact]
    public async Task An_answer_from_a_member_of_a_group_finds_its_request_though_it_stands_elsewhere()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("b", new() { Team = "red" });
        MessageView request = await cluster.SendAsync(
            "a", Recipients.Parse("team:red"), "who?", m => m with { Ask = true, ResponseWithinSeconds = 60 });
        MessageView answer = await AnswerAsync(cluster, request, "me");

        Assert.NotEqual(request.ConversationId, answer.ConversationId);
        Assert.Equal(answer.Id, (await cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.FromSeconds(20))).Response!.Id);
    }

    [Fact]
    public async Task Nobody_answers_for_who_was_asked()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        MessageView request = await AskAsync(cluster, seconds: 60);
        MessageView forged = await cluster.SendAsync("c", request.From, "yes", m => m with { ResponseTo = request.Id, Type = MessageType.Response });

        Assert.Equal(forged.Id, Assert.Single(await cluster.TakeAsync("a")).MessageId);
        Assert.Equal(ResponseStatus.Pending, (await cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.Zero)).Status);
        MessageView answer = await AnswerAsync(cluster, request, "no");
        Assert.Equal(answer.Id, (await cluster.Mailbox("a").WaitForResponse(request.Id, TimeSpan.FromSeconds(20))).Response!.Id);
    }

    [Fact]
    public async Task A_request_whose_hand_off_a_kill_cut_short_is_watched_after_it()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        cluster.Journal.Refuse("mailbox/a", new IOException("the disk is gone"));
        MessageView request = await AskAsync(cluster, seconds: 60);
        await using OrchestratorCluster again = await cluster.KillAndRestartAsync();
        await again.Direct("a", "b").Dispatch();

        again.Time.Advance(TimeSpan.FromMinutes(2));
        await again.Mailbox("a").Tend();

        Assert.Equal([request.Id.Value], await ExceededAsync(again));
    }

    [Fact]
    public async Task A_deadline_must_be_in_the_future()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        DateTimeOffset now = cluster.Time.GetUtcNow();
        Assert.Equal("responseDeadline", (await Assert.ThrowsAsync<ValidationException>(
            () => cluster.SendAsync("a", B, "x", m => m with { ResponseDeadline = now }))).Field);
        Assert.Equal("responseWithinSeconds", (await Assert.ThrowsAsync<ValidationException>(
            () => cluster.SendAsync("a", B, "x", m => m with { Ask = true }))).Field);
    }

    private static Task<MessageView> AskAsync(OrchestratorCluster cluster, double seconds) =>
        cluster.SendAsync("a", B, "how much?", m => m with { Ask = true, ResponseWithinSeconds = seconds });

    private static Task<MessageView> AnswerAsync(OrchestratorCluster cluster, MessageView request, string content) =>
        cluster.SendAsync("b", request.From, content, m => m with { ResponseTo = request.Id, Type = MessageType.Response });

    private static Task<IReadOnlyList<JournalEntry>> OpenAsync(OrchestratorCluster cluster) => Eventually.TrueAsync(
        () => cluster.ReadAllAsync("mailbox/a"), rows => rows.Any(row => row.Type.Contains("request-opened", StringComparison.Ordinal)));

    private static async Task<IReadOnlyList<string>> ExceededAsync(OrchestratorCluster cluster) =>
    [
        .. (await cluster.ReadAllAsync("mailbox/a"))
            .SelectMany(row => JsonDocument.Parse(row.Payload.ToString()).RootElement.EnumerateArray())
            .Where(change => change.GetProperty("event").GetString() == "deadline-exceeded")
            .SelectMany(change => change.GetProperty("messages").EnumerateArray().Select(id => id.GetString()!)),
    ];
}
