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

    // So small that it has done so when the fsync fails.
    private const long SmallWalBytes = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("failed-sync-").FullName;
    private readonly FaultControl _control;
    private string? _shim;

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
                Fail(DataFiles.JournalLog, times: 1);
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
        using (CrashWriter first = await StartAsync())
        {
            acknowledged = await first.ReadAsync(50);
            if (someoneReads) reader = Read();
            acknowledged.AddRange(await DieOfItAsync(first, Fail(DataFiles.JournalLog, times: long.MaxValue)));
        }

        using (CrashWriter second = await StartAsync())
        {
            acknowledged.AddRange(await second.ReadAsync(300));
            reader?.Dispose(); // before the writer ends: the last one that closes the file would empty the log
            acknowledged.AddRange(await second.KillAsync());
        }

        CutPower();

        Assert.Empty(Lost(acknowledged));
    }

    // What is on disk of the log goes over what is on disk of the database file, which must not be newer: a start that copied its log into
    // the database file left three of 39 such files malformed, these.
    [Theory]
    [InlineData(5, 65)]
    [InlineData(7, 67)]
    [InlineData(34, 94)]
    public async Task A_power_cut_while_the_next_process_starts_leaves_a_whole_journal(int seed, int skip)
    {
        List<CrashWriter.Acknowledged> acknowledged;
        int failing = Fail(DataFiles.JournalLog, times: long.MaxValue, skip: skip);
        using (CrashWriter first = await StartAsync(SmallWalBytes)) acknowledged = await DieOfItAsync(first, failing);
        Fail(DataFiles.Journal, times: long.MaxValue);
        using (CrashWriter second = await StartAsync(SmallWalBytes))
        {
            acknowledged.AddRange(await second.ReadAsync(1));
            acknowledged.AddRange(await second.KillAsync());
        }

        CutPower(seed);

        Assert.Empty(Lost(acknowledged));
    }

    [Fact]
    public async Task A_start_that_can_not_bring_its_log_to_disk_fails()
    {
        int failing = Fail(DataFiles.JournalLog, times: long.MaxValue);
        using (CrashWriter first = await StartAsync()) await DieOfItAsync(first, failing);
        Fail(DataFiles.JournalLog, times: long.MaxValue);
        using CrashWriter second = await StartAsync();

        (int exitCode, string error) = await second.EndAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains(Path.Combine(Data, "journal.db"), error, StringComparison.Ordinal);
    }

    // The fsync of the database file is the last step of a checkpoint, and covers what earlier ones copied without one.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task What_an_fsync_of_the_database_file_failed_for_is_copied_again(int skip)
    {
        List<CrashWriter.Acknowledged> acknowledged;
        using (CrashWriter writer = await StartAsync(SmallWalBytes))
        {
            acknowledged = await writer.ReadAsync(50);
            Fail(DataFiles.Journal, times: 1, skip);
            acknowledged.AddRange(await writer.ReadAsync(8_000));
            acknowledged.AddRange(await writer.KillAsync());
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

    private async Task<CrashWriter> StartAsync(long walBytes = WalBytes)
    {
        Directory.CreateDirectory(Data);
        return CrashWriter.Start(Data, walBytes, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = _shim ??= await ShimLibrary.BuildAsync(_folder, CancellationToken.None),
            ["LAB_FOLDER"] = Data,
            ["LAB_CONTROL"] = Path.Combine(_folder, "control"),
            ["LAB_WRITES"] = Writes,
        });
    }

    private async Task<List<CrashWriter.Acknowledged>> DieOfItAsync(CrashWriter writer, int rule)
    {
        List<CrashWriter.Acknowledged> acknowledged = await writer.ReadToFailuresAsync(1);
        acknowledged.AddRange(await writer.KillAsync());
        _control.End(rule);
        WriteLog.Trim(Writes);
        return acknowledged;
    }

    private int Fail(DataFiles files, long times, int skip = 0) => _control.Begin(new CallRule
    {
        Calls = Calls.Sync,
        Files = files,
        Action = RuleAction.Fail,
        Error = InputOutputError,
        Skip = skip,
        Times = times,
    });

    private void CutPower(int seed = NothingGotThere)
    {
        WriteLog.Trim(Writes);
        PowerCut.Run(Writes, Data, seed);
    }

    private IEnumerable<string> Lost(List<CrashWriter.Acknowledged> acknowledged)
    {
        Assert.True(acknowledged.Count >= 300);
        using SqliteConnection journal = Sqlite.OpenToRead(Path.Combine(Data, "journal.db"));
        Assert.Equal(["ok"], Sqlite.Column(journal, "PRAGMA integrity_check"));
        List<string> there = Sqlite.Column(journal, "SELECT grain || ' ' || sequence || ' ' || position FROM journal");
        return acknowledged.Select(row => $"{row.Grain} {row.Sequence} {row.Position}").Except(there, StringComparer.Ordinal);
    }
}
