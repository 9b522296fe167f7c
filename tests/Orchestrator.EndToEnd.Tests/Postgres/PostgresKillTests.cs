using Npgsql;
using Orchestrator.EndToEnd.Tests.Crashes;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;
using Xunit.Abstractions;

namespace Orchestrator.EndToEnd.Tests.Postgres;

/// <summary>One host whose journal is on PostgreSQL, ended with <c>kill -9</c> while 32 senders and 8 receivers talk to it.</summary>
[Collection(HeavyTests.Name)]
public sealed class PostgresKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 4;

    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_message_survives_kill()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string store = await server.CreateDatabaseAsync();
        var killed = new KilledHost(_folder.Data, new Population(), output, ["--store", store]);
        for (int round = 0; round < Rounds; round++)
        {
            if (round == Rounds / 2) await killed.KillWhileItStartsAsync();
            await killed.KillOnceAsync(killed.Ledger.AcknowledgedCount + killed.Random.Next(1, 900), LongestRound);
        }

        IReadOnlyDictionary<string, IReadOnlyList<Line>> transcripts;
        await using (HostProcess host = await killed.StartAsync())
        {
            await killed.DrainAsync(host, killed.Ledger.AcknowledgedCount, killed.Storm.DrainAsync);
            transcripts = await Transcripts.ReadAsync(new Api(host));
            Assert.Equal(0, (await host.TerminateAsync()).ExitCode);
        }

        output.WriteLine($"{killed.Ledger.AcknowledgedCount} sends acknowledged, {killed.Ledger.Doubtful.Count} without an answer");
        Assert.Empty(killed.Ledger.Violations);
        Assert.True(killed.Ledger.AcknowledgedCount > Rounds, "hardly anything was sent");
        killed.Ledger.AssertStandsIn(transcripts);
        killed.Ledger.AssertEachWasReceived(transcripts);
        RebuiltTables.AssertAllAreAcknowledged(_folder.Data);
        await JournalTable.AssertNoGapsAsync(server, new NpgsqlConnectionStringBuilder(store).Database!);
        Assert.False(File.Exists(Path.Combine(_folder.Data, "journal.db")), "the journal is in the folder");
        output.WriteLine(await RebuiltTables.AssertAreTheSameAsync(killed));
    }
}
