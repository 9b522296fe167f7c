using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;
using Xunit.Abstractions;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>
/// A host that is ended with <c>kill -9</c> again and again while 32 senders and 8 receivers talk to it over HTTP.
/// The moments are random; ORCHESTRATOR_TEST_SEED repeats those of a run that failed.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class KillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 20;

    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly Ledger _ledger = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_message_survives_kill()
    {
        int seed = int.TryParse(Environment.GetEnvironmentVariable("ORCHESTRATOR_TEST_SEED"), out int given) ? given : Random.Shared.Next();
        output.WriteLine($"ORCHESTRATOR_TEST_SEED={seed}");
        var random = new Random(seed);
        var storm = new Storm(_ledger, seed);
        for (int round = 0; round < Rounds; round++) await KillOnceAsync(round, storm, random);

        IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts;
        await using (HostProcess host = await HostProcess.StartAsync(_folder.Data, _port))
        {
            await DrainAsync(storm, host);
            transcripts = await Transcripts.ReadAsync(new Api(host));
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        output.WriteLine(
            $"{_ledger.AcknowledgedCount} sends acknowledged, {_ledger.Doubtful.Count} without an answer, "
            + $"{transcripts.Values.Sum(lines => lines.Count)} messages in {transcripts.Count} conversations, "
            + $"{_ledger.SettledCount} deliveries acknowledged, {_ledger.ReceivedAgainCount} received again");
        Assert.Empty(_ledger.Violations);
        EachAcknowledgedMessageIsThereOnceInOrder(transcripts);
        EachMessageWasReceived(transcripts);
        TheJournalHasNoGaps();
        await TablesAreTheSameWhenBuiltAnewAsync();
    }

    private async Task KillOnceAsync(int round, Storm storm, Random random)
    {
        // Now and then the process is killed while it starts: what recovers must survive that too.
        if (round % 4 == 3)
        {
            await using ChildProgram starting = ChildProgram.StartHost(_folder.Data, _port);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 1_200)), TimeProvider.System, CancellationToken.None);
            await starting.SignalAsync("KILL");
        }

        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        if (round == 0) await Population.CreateAsync(new Api(host));
        int enough = _ledger.AcknowledgedCount + random.Next(1, 900);
        using var stop = new CancellationTokenSource();
        Task running = storm.RunAsync(host.Http, stop.Token);
        await WaitForAsync(enough);
        await host.KillAsync();
        await stop.CancelAsync();
        await running.WaitAsync(ChildProgram.Patience);
        output.WriteLine($"round {round}: ready after {host.ReadyAfter.TotalMilliseconds:0} ms, killed at {_ledger.AcknowledgedCount} acknowledged sends");
    }

    private async Task WaitForAsync(int acknowledged)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (_ledger.AcknowledgedCount < acknowledged && TimeProvider.System.GetElapsedTime(began) < LongestRound)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
    }

    private async Task DrainAsync(Storm storm, HostProcess host)
    {
        using var stop = new CancellationTokenSource();
        Task draining = storm.DrainAsync(host.Http, stop.Token);
        var api = new Api(host);
        await Eventually.IsTrueAsync(
            async () =>
            {
                if ((await api.GetAsync("/status")).GetProperty("projection").GetProperty("lag").GetInt64() > 0) return false;
                using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
                return tables.Scalar("SELECT count(*) FROM message_deliveries WHERE status <> 'acknowledged'") is 0L;
            },
            "all messages are delivered and acknowledged",
            DrainTime);
        await stop.CancelAsync();
        await draining.WaitAsync(ChildProgram.Patience);
    }

    private void EachAcknowledgedMessageIsThereOnceInOrder(IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts)
    {
        Assert.True(_ledger.AcknowledgedCount > Rounds, "hardly anything was sent");
        Assert.All(transcripts.Values, lines => Assert.Equal(Enumerable.Range(1, lines.Count).Select(n => (long)n), lines.Select(line => line.Sequence)));
        List<string> bodies = [.. transcripts.Values.SelectMany(lines => lines).Select(line => line.Body)];
        Assert.Equal(bodies.Count, bodies.Distinct(StringComparer.Ordinal).Count());
        Assert.All(_ledger.Acknowledged.Values.SelectMany(sent => sent), sent =>
        {
            Line line = transcripts[sent.ConversationId][(int)sent.Sequence - 1];
            Assert.Equal(new Line(sent.Id, sent.Sequence, sent.Letter.From, sent.Letter.To, sent.Letter.Body), line);
        });
        Assert.All(
            _ledger.Acknowledged.Values.SelectMany(sent => sent.GroupBy(one => one.ConversationId)),
            sent => Assert.Equal(sent.Select(one => one.Sequence).Order(), sent.Select(one => one.Sequence)));

        // What is there without an acknowledgement was at least sent.
        HashSet<string> known = [.. _ledger.Acknowledged.Values.SelectMany(sent => sent).Select(sent => sent.Letter.Body), .. _ledger.Doubtful.Keys];
        Assert.All(bodies, body => Assert.Contains(body, known));
    }

    private void EachMessageWasReceived(IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts)
    {
        Dictionary<string, Letter> letters = _ledger.Acknowledged.Values.SelectMany(sent => sent).Select(sent => sent.Letter)
            .Concat(_ledger.Doubtful.Values).ToDictionary(letter => letter.Body, StringComparer.Ordinal);
        Assert.All(
            transcripts.Values.SelectMany(lines => lines),
            line => Assert.All(
                letters[line.Body].Recipients,
                recipient => Assert.True(_ledger.HasReceived(recipient, line.Id, line.Body), $"{recipient} never got {line.Id}")));
    }

    private void TheJournalHasNoGaps()
    {
        using SqliteFile journal = SqliteFile.OpenJournal(_folder.Data);
        SqliteRow range = Assert.Single(journal.Query("SELECT min(position) AS first, max(position) AS last, count(*) AS rows FROM journal"));
        Assert.Equal((1L, range.Number("rows")), (range.Number("first"), range.Number("last")));
        Assert.Empty(journal.Query(
            """
            SELECT grain, sequence FROM (
                SELECT grain, sequence, 1 + coalesce(sum(json_array_length(payload)) OVER (
                    PARTITION BY grain ORDER BY position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS expected
                FROM journal)
            WHERE sequence <> expected
            LIMIT 10
            """));
    }

    private async Task TablesAreTheSameWhenBuiltAnewAsync()
    {
        TableDump before = TableDump.Read(_folder.Data);
        foreach (string file in Directory.GetFiles(_folder.Data, "reporting.db*")) File.Delete(file);
        await using (HostProcess host = await HostProcess.StartAsync(_folder.Data, _port))
        {
            var api = new Api(host);
            await Eventually.IsTrueAsync(
                async () =>
                {
                    JsonElement status = await api.GetAsync("/status");
                    return status.GetProperty("projection").GetProperty("position").GetInt64()
                        == status.GetProperty("journal").GetProperty("lastPosition").GetInt64();
                },
                "the tables are built anew");
            foreach (string agent in Population.Agents)
                Assert.Empty((await api.SendAsync(HttpMethod.Get, $"/agents/{agent}/inbox?max=100")).Items);
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        TableDump after = TableDump.Read(_folder.Data);
        Assert.Equal(before.Tables.Keys, after.Tables.Keys);
        Assert.All(before.Tables, table => Assert.Equal(table.Value, after.Tables[table.Key]));
        Assert.All(
            (string[])["sessions", "session_events", "agents", "agent_totals", "conversations", "conversation_participants", "messages", "message_deliveries", "agent_messages"],
            table => Assert.NotEmpty(before.Tables[table]));
        output.WriteLine(string.Join(", ", before.Tables.Select(table => $"{table.Key} {table.Value.Count}")));
    }
}
