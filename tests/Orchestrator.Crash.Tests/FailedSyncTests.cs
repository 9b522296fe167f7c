using Microsoft.Data.Sqlite;
using Orchestrator.Crash.Lab.Checks;
using Orchestrator.Crash.Lab.Faults;
using Orchestrator.Testing;

namespace Orchestrator.Crash.Tests;

/// <summary>
/// The laboratory's seed 5310: what an fsync was for that failed is not on disk, and SQLite reads it from memory and takes it for committed. What
/// is written behind it must not be lost with the power.
/// </summary>
public sealed class FailedSyncTests : IDisposable
{
    private const int InputOutputError = 5; // EIO
    private const int NothingGotThere = 4; // a seed of the power cut

    // So large that the journal does not start its log over by itself.
    private const long WalBytes = 64 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("failed-sync-").FullName;
    private readonly FaultControl _control;

    public FailedSyncTests() => _control = new FaultControl(Path.Combine(_folder, "control"));

    private string Data => Path.Combine(_folder, "data");

    private string Writes => Path.Combine(_folder, "writes");

    public void Dispose()
    {
        _control.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_process_was_told_is_on_disk_after_an_fsync_that_failed_survives_a_power_cut(bool someoneReads)
    {
        List<CrashWriter.Acknowledged> acknowledged;
        using (CrashWriter writer = await StartAsync())
        {
            acknowledged = await writer.ReadAsync(50);
            using (SqliteConnection? reader = someoneReads ? Read() : null)
            {
                Fail(times: 1);
                acknowledged.AddRange(await writer.ReadToFailuresAsync(1));
                acknowledged.AddRange(await writer.ReadAsync(300));
            }

            acknowledged.AddRange(await writer.KillAsync());
        }

        CutPower();

        Assert.Empty(Lost(acknowledged));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_the_next_process_was_told_is_on_disk_survives_a_power_cut(bool someoneReads)
    {
        List<CrashWriter.Acknowledged> acknowledged;
        SqliteConnection? reader = null;
        int failing;
        using (CrashWriter first = await StartAsync())
        {
            acknowledged = await first.ReadAsync(50);
            if (someoneReads) reader = Read();
            failing = Fail(times: long.MaxValue);
            acknowledged.AddRange(await first.ReadToFailuresAsync(1));
            acknowledged.AddRange(await first.KillAsync());
        }

        _control.End(failing);
        WriteLog.Trim(Writes);
        using (CrashWriter second = await StartAsync())
        {
            acknowledged.AddRange(await second.ReadAsync(300));
            reader?.Dispose(); // before the writer ends: the last one that closes the file would empty the log
            acknowledged.AddRange(await second.KillAsync());
        }

        CutPower();

        Assert.Empty(Lost(acknowledged));
    }

    private SqliteConnection Read()
    {
        SqliteConnection reader = Sqlite.OpenToRead(Path.Combine(Data, "journal.db"));
        Sqlite.Execute(reader, "BEGIN");
        Sqlite.Number(reader, "SELECT count(*) FROM journal");
        return reader;
    }

    private async Task<CrashWriter> StartAsync()
    {
        Directory.CreateDirectory(Data);
        return CrashWriter.Start(Data, WalBytes, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = await ShimLibrary.BuildAsync(_folder, CancellationToken.None),
            ["LAB_FOLDER"] = Data,
            ["LAB_CONTROL"] = Path.Combine(_folder, "control"),
            ["LAB_WRITES"] = Writes,
        });
    }

    private int Fail(long times) => _control.Begin(new CallRule
    {
        Calls = Calls.Sync,
        Files = DataFiles.JournalLog,
        Action = RuleAction.Fail,
        Error = InputOutputError,
        Times = times,
    });

    private void CutPower()
    {
        WriteLog.Trim(Writes);
        PowerCut.Run(Writes, Data, NothingGotThere);
    }

    private IEnumerable<string> Lost(List<CrashWriter.Acknowledged> acknowledged)
    {
        Assert.True(acknowledged.Count >= 300);
        using SqliteConnection journal = Sqlite.OpenToRead(Path.Combine(Data, "journal.db"));
        List<string> there = Sqlite.Column(journal, "SELECT grain || ' ' || sequence || ' ' || position FROM journal");
        return acknowledged.Select(row => $"{row.Grain} {row.Sequence} {row.Position}").Except(there, StringComparer.Ordinal);
    }
}
