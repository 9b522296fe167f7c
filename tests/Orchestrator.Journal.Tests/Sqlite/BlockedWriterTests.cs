namespace Orchestrator.Journal.Tests.Sqlite;

/// <summary>What callers see while the writer can't go on, here because a database shell holds the file.</summary>
public sealed class BlockedWriterTests : IAsyncLifetime, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder _folder = new();
    private Database _shell = null!;

    public async Task InitializeAsync()
    {
        await using (await SqliteNode.OpenAsync(_folder.FullPath))
            _shell = await Database.OpenAsync(_folder.File("journal.db"));
    }

    public async Task DisposeAsync() => await _shell.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_full_queue_makes_callers_wait_and_lets_them_give_up()
    {
        await using SqliteNode node = SqliteNode.Create(_folder.FullPath, options => options.QueueCapacity = 1);
        using Meters meters = new(node.Services);
        await node.Journal.OpenAsync(None);
        await _shell.ExecuteAsync("BEGIN IMMEDIATE");
        Task<long> taken = node.Journal.AppendAsync(Rows.Row("taken", 1), None).AsTask();
        await Eventually.TrueAsync(() => meters.Read("orchestrator.journal.queue.length") == 0);
        using CancellationTokenSource giveUp = new();
        Task<long> queued = node.Journal.AppendAsync(Rows.Row("queued", 1), None).AsTask();
        Task<long> waiting = node.Journal.AppendAsync(Rows.Row("waiting", 1), None).AsTask();
        Task<long> givenUp = node.Journal.AppendAsync(Rows.Row("given-up", 1), giveUp.Token).AsTask();

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.SoonAsync());
        Assert.Equal(1, meters.Read("orchestrator.journal.queue.length"));
        Assert.All([taken, queued, waiting], append => Assert.False(append.IsCompleted));
        await _shell.ExecuteAsync("COMMIT");

        await Task.WhenAll(taken, queued, waiting).SoonAsync();
        Assert.Equal(
            ["taken", "queued", "waiting"], (await node.Journal.ReadToEndAsync()).Select(entry => entry.Grain));
    }

    [Fact]
    public async Task A_queued_append_can_be_cancelled_and_one_that_was_taken_can_not()
    {
        await using SqliteNode node = SqliteNode.Create(_folder.FullPath);
        using Meters meters = new(node.Services);
        await node.Journal.OpenAsync(None);
        await _shell.ExecuteAsync("BEGIN IMMEDIATE");
        using CancellationTokenSource cancellation = new();
        Task<long> taken = node.Journal.AppendAsync(Rows.Row("taken", 1), cancellation.Token).AsTask();
        await Eventually.TrueAsync(() => meters.Read("orchestrator.journal.queue.length") == 0);
        Task<long> queued = node.Journal.AppendAsync(Rows.Row("queued", 1), cancellation.Token).AsTask();

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued.SoonAsync());
        Assert.False(taken.IsCompleted);
        await _shell.ExecuteAsync("COMMIT");

        Assert.Equal(1, await taken.SoonAsync());
        Assert.Equal("taken", Assert.Single(await node.Journal.ReadToEndAsync()).Grain);
    }

    [Fact]
    public async Task A_lock_held_longer_than_the_time_out_is_busy_and_appends_work_again_after_it()
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(
            _folder.FullPath, options => options.BusyTimeout = TimeSpan.Zero);
        await _shell.ExecuteAsync("BEGIN IMMEDIATE");

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync());
        Assert.Empty(await node.Journal.ReadToEndAsync());
        await _shell.ExecuteAsync("COMMIT");

        Assert.Equal((JournalUnavailableReason.Busy, JournalWriteOutcome.NotWritten), (error.Reason, error.Outcome));
        Assert.Equal(1, await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync());
    }

    [Fact]
    public async Task Rows_that_a_shell_has_written_are_stepped_over()
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await _shell.ExecuteAsync("INSERT INTO journal VALUES (2, 'shell', 1, 't', '[]', '{}', 0)");

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync());

        Assert.Equal(JournalWriteOutcome.NotWritten, error.Outcome);
        Assert.Equal(3, await node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync());
    }

    [Fact]
    public async Task A_connection_that_does_not_recover_is_opened_anew_once_that_is_possible()
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        await node.Journal.AppendAsync(Rows.Row("a", 1), None).SoonAsync();
        await _shell.ExecuteAsync("ALTER TABLE journal RENAME TO hidden");

        for (int attempt = 0; attempt < 3; attempt++)
        {
            JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
                () => node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync());
            Assert.Equal((JournalUnavailableReason.Other, JournalWriteOutcome.NotWritten), (error.Reason, error.Outcome));
        }

        await _shell.ExecuteAsync("ALTER TABLE hidden RENAME TO journal");
        Assert.Equal(2, await node.Journal.AppendAsync(Rows.Row("a", 2), None).SoonAsync());
        Assert.Equal(2, (await node.Journal.ReadToEndAsync()).Count);
    }
}
