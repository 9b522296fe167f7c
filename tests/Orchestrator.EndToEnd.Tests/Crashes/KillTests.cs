using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;
using Xunit.Abstractions;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>
/// A host that is ended with <c>kill -9</c> again and again while 32 senders and 8 receivers talk to it over HTTP.
/// </summary>
[Collection(HeavyTests.Name)]
public sealed class KillTests : IDisposable
{
    private const int Rounds = 20;

    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();
    private readonly Population _population = new();
    private readonly KilledHost _host;
    private readonly ITestOutputHelper _output;

    public KillTests(ITestOutputHelper output)
    {
        _output = output;
        _host = new KilledHost(_folder.Data, _population, output);
    }

    private Ledger Ledger => _host.Ledger;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_message_survives_kill()
    {
        for (int round = 0; round < Rounds; round++)
        {
            // Now and then the process is killed while it starts: what recovers must survive that too.
            if (round % 4 == 3) await KillWhileItStartsAsync();
            await _host.KillOnceAsync(Ledger.AcknowledgedCount + _host.Random.Next(1, 900), LongestRound);
        }

        IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts;
        await using (HostProcess host = await _host.StartAsync())
        {
            await _host.DrainAsync(host, Ledger.AcknowledgedCount, _host.Storm.DrainAsync);
            transcripts = await Transcripts.ReadAsync(new Api(host));
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        _output.WriteLine(
            $"{Ledger.AcknowledgedCount} sends acknowledged, {Ledger.Doubtful.Count} without an answer, "
            + $"{transcripts.Values.Sum(lines => lines.Count)} messages in {transcripts.Count} conversations, "
            + $"{Ledger.Settled.Count} deliveries acknowledged, {Ledger.ReceivedAgainCount} received again");
        Assert.Empty(Ledger.Violations);
        Assert.True(Ledger.AcknowledgedCount > Rounds, "hardly anything was sent");
        Ledger.AssertStandsIn(transcripts);
        EachMessageWasReceived(transcripts);
        EachDeliveryWasAcknowledged();
        JournalRows.AssertNoGaps(_folder.Data);
        await TablesAreTheSameWhenBuiltAnewAsync();
    }

    private async Task KillWhileItStartsAsync()
    {
        await using ChildProgram starting = ChildProgram.StartHost(_folder.Data, _host.Port);
        await Task.Delay(TimeSpan.FromMilliseconds(_host.Random.Next(50, 1_200)), TimeProvider.System, CancellationToken.None);
        await starting.SignalAsync("KILL");
    }

    private void EachMessageWasReceived(IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts)
    {
        Dictionary<string, Letter> letters = Ledger.Acknowledged.Values.SelectMany(sent => sent).Select(sent => sent.Letter)
            .Concat(Ledger.Doubtful.Values).ToDictionary(letter => letter.Body, StringComparer.Ordinal);
        Assert.All(
            transcripts.Values.SelectMany(lines => lines),
            line => Assert.All(
                letters[line.Body].Recipients,
                recipient => Assert.True(Ledger.HasReceived(recipient, line.Id, line.Body), $"{recipient} never got {line.Id}")));
    }

    private void EachDeliveryWasAcknowledged()
    {
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Empty(tables.Query("SELECT * FROM message_deliveries WHERE status <> 'acknowledged' LIMIT 10"));
    }

    private async Task TablesAreTheSameWhenBuiltAnewAsync()
    {
        TableDump before = TableDump.Read(_folder.Data);
        foreach (string file in Directory.GetFiles(_folder.Data, "reporting.db*")) File.Delete(file);
        await using (HostProcess host = await _host.StartAsync())
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
            foreach (string agent in _population.Agents)
                Assert.Empty((await api.SendAsync(HttpMethod.Get, $"/agents/{agent}/inbox?max=100")).Items);
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        TableDump after = TableDump.Read(_folder.Data);
        Assert.Equal(before.Tables.Keys, after.Tables.Keys);
        Assert.All(before.Tables, table => Assert.Equal(table.Value, after.Tables[table.Key]));
        Assert.All(
            (string[])["sessions", "session_events", "agents", "agent_totals", "conversations", "conversation_participants", "messages", "message_deliveries", "agent_messages"],
            table => Assert.NotEmpty(before.Tables[table]));
        _output.WriteLine(string.Join(", ", before.Tables.Select(table => $"{table.Key} {table.Value.Count}")));
    }
}
