namespace Orchestrator.Journal.Tests.Sqlite;

public sealed class LogSizeTests : IDisposable
{
    private const int LogBytes = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string LogFile => _folder.File("journal.db-wal");

    [Fact]
    public async Task The_log_has_its_full_size_from_the_start_and_is_gone_after_the_stop()
    {
        await using (await SqliteNode.OpenAsync(_folder.FullPath, options => options.WalBytes = LogBytes))
            Assert.Equal(LogBytes, new FileInfo(LogFile).Length);

        Assert.False(File.Exists(LogFile));
    }

    [Fact]
    public async Task Checkpoints_keep_the_log_small_while_rows_and_reads_go_on()
    {
        const int writers = 8;
        const int rowsEach = 400;
        await using SqliteNode node = await SqliteNode.OpenAsync(
            _folder.FullPath, options => options.WalBytes = LogBytes);
        Task writing = Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            for (int sequence = 1; sequence <= rowsEach; sequence++)
            {
                JournalAppend row = Rows.Row($"grain-{writer}", sequence, text: new string('x', 4_000));
                await node.Journal.AppendAsync(row, CancellationToken.None);
            }
        })));
        long read = 0;
        while (read < writers * rowsEach)
        {
            await node.Journal.WaitForAppendAsync(read, CancellationToken.None).SoonAsync();
            read = (await node.Journal.ReadAsync(read, 100, 1 << 20, CancellationToken.None))[^1].Position;
        }

        await writing.SoonAsync();

        // Some 30 MiB went through it.
        Assert.InRange(new FileInfo(LogFile).Length, LogBytes, 12 * LogBytes);
        Assert.True(new FileInfo(_folder.File("journal.db")).Length > 8 * LogBytes);
    }
}
