namespace Orchestrator.Journal.Tests.Sqlite;

/// <summary>What happens when the store is full: appends fail as unavailable, and work again once there is room.</summary>
public abstract class FullStoreContract : IDisposable
{
    private const int RowBytes = 4_000;
    private const int MoreThanFits = 10_000;

    private protected abstract SmallStore Store { get; }

    public void Dispose()
    {
        Store.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_full_store_refuses_appends_as_not_written_and_takes_them_again_once_there_is_room()
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(Store.Folder, Store.Limit);
        await Store.TakeRoomAsync();

        (long acknowledged, JournalUnavailableException error) = await FillAsync(node.Journal);

        Assert.Equal((JournalUnavailableReason.Full, JournalWriteOutcome.NotWritten), (error.Reason, error.Outcome));
        Assert.Equal(acknowledged, (await node.Journal.ReadToEndAsync()).Count);
        Assert.Equal(acknowledged, node.Journal.LastPosition);

        await Store.GiveRoomAsync();

        Assert.Equal(acknowledged + 1, await node.Journal.AppendAsync(Row(acknowledged + 1), CancellationToken.None).SoonAsync());
    }

    [Fact]
    public async Task All_callers_of_the_failed_transaction_are_told_and_none_of_their_rows_is_there()
    {
        await using SqliteNode node = await SqliteNode.OpenAsync(Store.Folder, Store.Limit);
        await Store.TakeRoomAsync();
        Task<long>[] appends =
            [.. Enumerable.Range(1, 2_000).Select(n => node.Journal.AppendAsync(Row(n), CancellationToken.None).AsTask())];

        await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default).SoonAsync();

        Assert.Contains(appends, append => append.IsFaulted);
        Assert.All(
            appends.Where(append => append.IsFaulted),
            append => Assert.IsType<JournalUnavailableException>(append.Exception!.InnerException));
        Assert.Equal(
            appends.Where(append => append.IsCompletedSuccessfully).Select(append => append.Result).Order(),
            (await node.Journal.ReadToEndAsync()).Select(entry => entry.Position));
    }

    [Fact]
    public async Task What_was_acknowledged_before_the_store_was_full_is_there_after_reopening()
    {
        long acknowledged;
        await using (SqliteNode node = await SqliteNode.OpenAsync(Store.Folder, Store.Limit))
        {
            await Store.TakeRoomAsync();
            (acknowledged, _) = await FillAsync(node.Journal);
        }

        await Store.GiveRoomAsync();
        await using SqliteNode reopened = await SqliteNode.OpenAsync(Store.Folder, Store.Limit);

        Assert.Equal(acknowledged, (await reopened.Journal.ReadToEndAsync()).Count);
    }

    private static async Task<(long Acknowledged, JournalUnavailableException Error)> FillAsync(SqliteJournal journal)
    {
        for (long sequence = 1; sequence <= MoreThanFits; sequence++)
        {
            try
            {
                await journal.AppendAsync(Row(sequence), CancellationToken.None).SoonAsync();
            }
            catch (JournalUnavailableException e)
            {
                return (sequence - 1, e);
            }
        }

        throw new InvalidOperationException("The store never got full.");
    }

    private static JournalAppend Row(long sequence) => Rows.Row("a", sequence, text: new string('x', RowBytes));
}
