using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Orchestrator.Gateway.Mcp.Resources;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Tests.Mcp;

/// <summary>Whoever watches grains hears of each change, and leaves nothing behind.</summary>
public sealed class GrainWatchTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly MemoryJournal _journal = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);

    public void Dispose() => _lifetime.StopApplication();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_journal_that_can_not_be_read_for_a_moment_makes_nobody_deaf(bool isKnown)
    {
        GrainWatch all = Watches();
        int failures = 2;
        _journal.BeforeRead = () =>
        {
            if (Interlocked.Decrement(ref failures) < 0) return;
            throw isKnown
                ? new JournalUnavailableException("busy", JournalUnavailableReason.InputOutput, JournalWriteOutcome.NotWritten)
                : new InvalidOperationException("odd");
        };
        using GrainWatch.Watch watch = all.Begin(["mailbox/a"], null);

        Append("mailbox/a");
        Task told = watch.NextAsync(CancellationToken.None);

        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(told.IsCompletedSuccessfully);
        });
    }

    [Fact]
    public async Task Whoever_begins_while_the_last_of_others_leave_is_told()
    {
        GrainWatch all = Watches();
        using var done = new CancellationTokenSource();
        Task[] others = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!done.IsCancellationRequested) all.Begin(["mailbox/other"], null).Dispose();
        }))];

        for (int turn = 1; turn <= 2_000; turn++)
        {
            using GrainWatch.Watch watch = all.Begin([$"mailbox/{turn}"], null);
            Append($"mailbox/{turn}");
            await watch.NextAsync(CancellationToken.None).WaitAsync(Patience);
        }

        await done.CancelAsync();
        await Task.WhenAll(others);
        Assert.Equal(0, all.Count);
    }

    [Fact]
    public async Task A_request_to_listen_that_is_refused_leaves_no_watch()
    {
        await using TestHost host = await TestHost.StartAsync();
        await using McpConnection session = await McpConnection.OpenAsync(host, "agent", McpConnection.WithoutSessions);
        await session.CallAsync("register");

        for (int turn = 1; turn <= 3; turn++)
        {
            await Assert.ThrowsAsync<McpProtocolException>(() => session.Client.SendRequestAsync(new JsonRpcRequest
            {
                Method = RequestMethods.SubscriptionsListen,
                Params = System.Text.Json.Nodes.JsonNode.Parse("""{"notifications":{"resourceSubscriptions":["orchestrator://inbox/agent","nonsense"]}}"""),
            }));
        }

        Assert.Equal(0, host.App.Services.GetRequiredService<GrainWatch>().Count);
    }

    private GrainWatch Watches() => new(_journal, _lifetime, _time, NullLogger<GrainWatch>.Instance);

    private void Append(string grain) => _journal.Add(new JournalEntry(0, grain, 1, "messages-queued", "[]", "{}", _time.GetUtcNow()));
}
