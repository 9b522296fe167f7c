using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Streams;
using Orchestrator.Journal;

namespace Orchestrator.Streams.Tests;

public sealed class EventFeedTests : IAsyncDisposable
{
    private readonly MemoryJournal _journal = new();
    private readonly List<ServiceProvider> _hosts = [];

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts) await host.DisposeAsync();
    }

    [Fact]
    public async Task Without_a_place_a_reader_gets_what_comes_from_now_on()
    {
        _journal.Add(Rows.Of("session/a", Rows.Logged(1)));
        EventFeed feed = Feed();
        using FeedReader reader = await feed.OpenAsync(EventFilter.All, null, CancellationToken.None);

        _journal.Add(Rows.Of("session/a", Rows.Logged(2)));

        Assert.Equal(["2"], Cursors(await TakeAsync(reader, 1)));
    }

    [Fact]
    public async Task A_reader_goes_on_in_the_middle_of_a_commit()
    {
        _journal.Add(Rows.Of("session/a", Rows.Logged(1), Rows.Logged(2), Rows.Logged(3)), Rows.Of("session/a", Rows.Logged(4)));
        EventFeed feed = Feed();
        using FeedReader whole = await feed.OpenAsync(EventFilter.All, new(0), CancellationToken.None);
        using FeedReader rest = await feed.OpenAsync(EventFilter.All, EventCursor.Parse("1.1"), CancellationToken.None);

        Assert.Equal(["1.1", "1.2", "1", "2"], Cursors(await TakeAsync(whole, 4)));
        Assert.Equal(["1.2", "1", "2"], Cursors(await TakeAsync(rest, 3)));
    }

    [Fact]
    public async Task All_readers_share_one_read_of_each_commit()
    {
        EventFeed feed = Feed(options => options.GatherTime = TimeSpan.Zero);
        FeedReader[] readers = new FeedReader[50];
        for (int i = 0; i < readers.Length; i++) readers[i] = await feed.OpenAsync(EventFilter.All, null, CancellationToken.None);
        await BegunAsync(feed);
        int before = _journal.Reads;

        _journal.Add(Rows.Of("session/a", Rows.Logged(1)));
        IReadOnlyList<FeedEvent>[] read = await Task.WhenAll(readers.Select(reader => TakeAsync(reader, 1)));

        Assert.Single(read.Select(events => events[0]).Distinct());
        Assert.Equal(1, _journal.Reads - before);
        foreach (FeedReader reader in readers) reader.Dispose();
        Assert.Equal(0, feed.Readers);
    }

    [Fact]
    public async Task A_reader_behind_the_ring_reads_the_journal_and_misses_nothing()
    {
        EventFeed feed = Feed(options => options.RingRows = 16);
        using FeedReader reader = await feed.OpenAsync(EventFilter.All, null, CancellationToken.None);
        await BegunAsync(feed);
        for (int i = 1; i <= 500; i++) _journal.Add(Rows.Of("session/a", Rows.Logged(i)));
        await UntilAsync(() => feed.Ring.HasAfter(499, out _));

        IReadOnlyList<FeedEvent> read = await TakeAsync(reader, 500);

        Assert.Equal(Enumerable.Range(1, 500).Select(i => (long)i), read.Select(one => one.Streamed.Event.Position));
    }

    [Fact]
    public async Task A_place_that_went_out_of_the_journal_is_refused_and_says_where_it_begins()
    {
        for (int i = 1; i <= 10; i++) _journal.Add(Rows.Of("session/a", Rows.Logged(i)));
        EventFeed feed = Feed(options => options.PageBytes = 1_024);
        using FeedReader slow = await feed.OpenAsync(EventFilter.All, new(2), CancellationToken.None);
        _journal.RemoveBefore(6);

        CursorExpiredException opened = await Assert.ThrowsAsync<CursorExpiredException>(() => feed.OpenAsync(EventFilter.All, new(4), CancellationToken.None));
        CursorExpiredException whileReading = await Assert.ThrowsAsync<CursorExpiredException>(() => TakeAsync(slow, 1));
        using FeedReader first = await feed.OpenAsync(EventFilter.All, new(5), CancellationToken.None);

        Assert.Equal((6, 6), (opened.FirstPosition, whileReading.FirstPosition));
        Assert.Equal("cursor-expired", opened.Code);
        Assert.Equal(6, (await TakeAsync(first, 1))[0].Streamed.Event.Position);
    }

    [Fact]
    public async Task A_place_that_the_journal_has_not_reached_is_refused()
    {
        _journal.Add(Rows.Of("session/a", Rows.Logged(1)));
        EventFeed feed = Feed();

        ConflictException ahead = await Assert.ThrowsAsync<ConflictException>(() => feed.OpenAsync(EventFilter.All, new(2), CancellationToken.None));

        Assert.Equal("cursor-ahead", ahead.Code);
        Assert.Equal(0, feed.Readers);
    }

    [Fact]
    public async Task More_readers_than_allowed_are_refused_until_one_leaves()
    {
        EventFeed feed = Feed(options => options.MaxReaders = 1);
        FeedReader first = await feed.OpenAsync(EventFilter.All, null, CancellationToken.None);
        await Assert.ThrowsAsync<TooManyReadersException>(() => feed.OpenAsync(EventFilter.All, null, CancellationToken.None));

        first.Dispose();
        first.Dispose();

        using FeedReader second = await feed.OpenAsync(EventFilter.All, null, CancellationToken.None);
        Assert.Equal(1, feed.Readers);
    }

    [Fact]
    public async Task A_filter_passes_over_the_rest_and_the_place_moves_on()
    {
        _journal.Add(
            Rows.Of("session/a", Rows.Logged(1)),
            Rows.Of("session/b", Rows.Logged(2)),
            Rows.Of("session/a", """{"event":"session-ended","at":"2026-01-31T12:00:00.000Z"}"""),
            Rows.Of("session/b", Rows.Logged(3)));
        EventFeed feed = Feed();
        using FeedReader reader = await feed.OpenAsync(
            new() { Types = ["session-event-logged"], SessionId = SessionId.Parse("a") }, new(0), CancellationToken.None);

        Assert.Equal(["1"], Cursors(await TakeAsync(reader, 1)));
        Assert.Equal(new EventCursor(4), reader.Cursor);
    }

    [Fact]
    public void However_a_reader_is_interrupted_it_gets_each_event_once()
    {
        Prop.ForAll(
            Gen.Choose(1, 4).ListOf(30).ToArbitrary(),
            Gen.Choose(1, 5).ListOf(200).ToArbitrary(),
            (sizes, steps) => InterruptedAsync([.. sizes], [.. steps]).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    private static async Task<bool> InterruptedAsync(int[] sizes, int[] steps)
    {
        var journal = new MemoryJournal();
        int number = 0;
        journal.Add(sizes.Select(size => Rows.Of("session/a", [.. Enumerable.Range(0, size).Select(_ => Rows.Logged(number++))])));
        await using ServiceProvider host = Host(journal, options => options.PageBytes = 1_024);
        EventFeed feed = host.GetRequiredService<EventFeed>();
        List<string> seen = [];
        var cursor = new EventCursor(0);
        for (int step = 0; seen.Count < number; step++)
        {
            using FeedReader reader = await feed.OpenAsync(EventFilter.All, cursor, CancellationToken.None);
            FeedEvent[] some = [.. (await reader.ReadAsync(CancellationToken.None))!.Take(steps[step % steps.Length])];
            seen.AddRange(some.Select(one => one.Streamed.Event.Payload.GetProperty("eventId").GetString()!));
            cursor = EventCursor.Parse(some[^1].Streamed.Cursor.Value);
        }

        return seen.SequenceEqual(Enumerable.Range(0, number).Select(i => $"e{i}"));
    }

    private static async Task<IReadOnlyList<FeedEvent>> TakeAsync(FeedReader reader, int count)
    {
        List<FeedEvent> taken = [];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (taken.Count < count)
        {
            if (await reader.ReadAsync(patience.Token) is { } events) taken.AddRange(events);
            else await reader.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, patience.Token);
        }

        return taken;
    }

    private static IEnumerable<string> Cursors(IEnumerable<FeedEvent> events) => events.Select(one => one.Streamed.Cursor.Value);

    private static Task BegunAsync(EventFeed feed) => UntilAsync(() => feed.Ring.TryRead(long.MaxValue - 1, 1, out _));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, patience.Token);
    }

    private static ServiceProvider Host(IJournal journal, Action<StreamOptions>? configure) => new ServiceCollection()
        .AddSingleton(journal)
        .Configure(configure ?? (_ => { }))
        .AddEventStreams()
        .BuildServiceProvider();

    private EventFeed Feed(Action<StreamOptions>? configure = null)
    {
        ServiceProvider host = Host(_journal, configure);
        _hosts.Add(host);
        return host.GetRequiredService<EventFeed>();
    }
}
