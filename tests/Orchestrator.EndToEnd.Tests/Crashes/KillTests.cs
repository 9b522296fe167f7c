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
    private readonly KilledHost _host;
    private readonly ITestOutputHelper _output;

    public KillTests(ITestOutputHelper output)
    {
        _output = output;
        _host = new KilledHost(_folder.Data, new Population(), output);
    }

    private Ledger Ledger => _host.Ledger;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_message_survives_kill()
    {
        for (int round = 0; round < Rounds; round++)
        {
            if (round % 4 == 3) await _host.KillWhileItStartsAsync();
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
        Ledger.AssertEachWasReceived(transcripts);
        JournalRows.AssertNoGaps(_folder.Data);
        RebuiltTables.AssertAllAreAcknowledged(_folder.Data);
        _output.WriteLine(await RebuiltTables.AssertAreTheSameAsync(_host));
    }
}
