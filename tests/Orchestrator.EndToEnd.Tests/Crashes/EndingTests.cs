using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;
using Xunit.Abstractions;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>No message is lost and none is stuck: each delivery ends, whatever its receivers do and however often the host dies.</summary>
[Collection(HeavyTests.Name)]
public sealed class EndingTests : IDisposable
{
    private const int Kills = 10;
    private const int KillsWhileSending = 8;

    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(6);

    private readonly TemporaryFolder _folder = new();
    private readonly Fleet _fleet = new();
    private readonly KilledHost _host;
    private readonly ITestOutputHelper _output;

    public EndingTests(ITestOutputHelper output)
    {
        _output = output;
        _host = new KilledHost(_folder.Data, _fleet, output);
    }

    private Ledger Ledger => _host.Ledger;

    private int MessageCount => _fleet.Senders * _fleet.MessagesEach;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Each_of_10000_messages_between_50_agents_ends_though_the_host_is_killed_10_times()
    {
        for (int kill = 1; kill <= KillsWhileSending; kill++)
            await _host.KillOnceAsync((kill * MessageCount / KillsWhileSending) - _host.Random.Next(600), LongestRound);

        // By now there is hardly more than what is hard to get rid of.
        for (int kill = KillsWhileSending; kill < Kills; kill++)
            await _host.KillOnceAsync(int.MaxValue, TimeSpan.FromMilliseconds(_host.Random.Next(1_000, 2_500)));

        IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts;
        await using (HostProcess host = await _host.StartAsync())
        {
            await _host.DrainAsync(host, MessageCount, _host.Storm.RunAsync);
            transcripts = await Transcripts.ReadAsync(new Api(host));
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        Assert.Empty(Ledger.Violations);
        Ledger.AssertStandsIn(transcripts);
        JournalRows.AssertNoGaps(_folder.Data);
        EachMessageEnded([.. transcripts.Values.SelectMany(lines => lines)]);
    }

    private void EachMessageEnded(IReadOnlyList<Line> messages)
    {
        IReadOnlyList<SqliteRow> rows = Deliveries();
        _output.WriteLine($"{Ledger.AcknowledgedCount} sends acknowledged, {Ledger.Doubtful.Count} without an answer, {messages.Count} messages, "
            + $"{Ledger.ReceivedAgainCount} received again, {Ledger.Settled.Count} ends answered; "
            + string.Join(", ", rows.CountBy(row => row.Text("status")!).Select(count => $"{count.Value} {count.Key}")));

        Assert.Equal(MessageCount, Ledger.AcknowledgedCount);
        Assert.Equal(MessageCount + messages.Count(line => Ledger.Doubtful.ContainsKey(line.Body)), messages.Count);

        // One delivery a message, no more and no less.
        Assert.Equal(
            messages.Select(line => (line.Id, line.To)).Order(),
            rows.Select(row => (row.Text("message_id")!, row.Text("recipient"))).Order());

        // An end that fits the message, and each kind of end.
        Dictionary<string, string> bodies = messages.ToDictionary(line => line.Id, line => line.Body, StringComparer.Ordinal);
        Assert.All(rows, row => Assert.Contains(row.Text("status"), EndsOf(Fleet.KindOf(bodies[row.Text("message_id")!]))));
        Assert.Equal(
            ["acknowledged", "dead-lettered", "expired", "failed"],
            rows.Select(row => row.Text("status")).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.All(
            rows.Where(row => row.Text("status") == "dead-lettered"),
            row => Assert.Equal(row.Number("max_retries") + 1, row.Number("attempts")));

        // The end that the receiver was told.
        Dictionary<(string, string), string> ends = rows.ToDictionary(row => (row.Text("recipient")!, row.Text("message_id")!), row => row.Text("status")!);
        Assert.All(Ledger.Settled, settled => Assert.Equal(settled.Value == Verdict.Fail ? "failed" : "acknowledged", ends[settled.Key]));
    }

    private static string[] EndsOf(string kind) => kind switch
    {
        Fleet.Poison => ["dead-lettered"],
        Fleet.Late => ["acknowledged", "expired"],
        _ => ["acknowledged", "failed"],
    };

    private IReadOnlyList<SqliteRow> Deliveries()
    {
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        return tables.Query("SELECT message_id, recipient, status, attempts, max_retries FROM message_deliveries");
    }
}
