using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Store;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests;

public sealed class ReaderTests
{
    [Fact]
    public async Task A_query_that_takes_too_long_is_unavailable_and_the_next_one_works()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(
            new Story().StartSession("s1"), options => (options.QueryTimeout, options.MaxConnections) = (TimeSpan.FromMilliseconds(50), 1));

        UnavailableException error = await Assert.ThrowsAsync<UnavailableException>(
            () => room.Get<ReportingReader>().RunAsync(new Endless(), default));

        Assert.Contains("longer than 0.05 seconds", error.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await room.Get<ReportingReader>().RunAsync(new One(), default));
    }

    [Fact]
    public async Task A_query_ends_when_its_caller_goes()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));
        using CancellationTokenSource caller = new();

        Task<long> query = Task.Run(() => room.Get<ReportingReader>().RunAsync(new Endless(), caller.Token));
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => query);
    }

    [Fact]
    public async Task A_query_ends_when_its_caller_goes_between_two_statements()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));
        using CancellationTokenSource caller = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => room.Get<ReportingReader>().RunAsync(new LongAfter(caller.Cancel), caller.Token));
        Assert.Equal(1L, await room.Get<ReportingReader>().RunAsync(new One(), default));
    }

    [Fact]
    public async Task A_query_whose_time_is_over_between_two_statements_is_unavailable()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));
        TimerByHand time = new();
        using ReportingReader reader = new(room.Get<ReportingDatabase>(), room.Get<IOptions<ReportingOptions>>(), time);

        UnavailableException error = await Assert.ThrowsAsync<UnavailableException>(() => reader.RunAsync(new LongAfter(() => time.Fire()), default));

        Assert.Contains("took longer", error.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await reader.RunAsync(new One(), default));
    }

    [Fact]
    public async Task Statements_of_a_query_that_is_over_end_by_themselves()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));
        using CancellationTokenSource caller = new();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => room.Get<ReportingReader>().RunAsync(new LongAround(caller.Cancel), caller.Token));
    }

    [Fact]
    public async Task Queries_beyond_the_limit_wait_for_their_turn()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(
            new Story().StartSession("s1"), options => (options.QueryTimeout, options.MaxConnections) = (TimeSpan.FromMinutes(5), 2));

        Task<bool>[] queries = [.. Enumerable.Range(0, 100).Select(_ => Task.Run(
            async () => await room.Sessions.GetAsync(SessionId.Parse("s1"), default) is not null))];

        Assert.All(await Task.WhenAll(queries), Assert.True);
    }

    [Fact]
    public async Task A_closed_host_answers_nothing_more()
    {
        ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));
        ReportingReader reader = room.Get<ReportingReader>();
        await reader.RunAsync(new One(), default);
        await room.DisposeAsync();

        await Assert.ThrowsAsync<UnavailableException>(() => reader.RunAsync(new One(), default));
    }

    [Fact]
    public async Task A_query_can_not_write()
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().StartSession("s1"));

        await Assert.ThrowsAsync<UnavailableException>(() => room.Get<ReportingReader>().RunAsync(new Deletion(), default));

        Assert.Equal(1L, room.Scalar("SELECT count(*) FROM sessions"));
    }

    private sealed class Deletion : IQuery<long>
    {
        public long Run(ReadConnection connection) => connection.Prepare("DELETE FROM sessions").Execute();
    }

    private sealed class Endless : IQuery<long>
    {
        public long Run(ReadConnection connection) => connection
            .Prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
            .Single(row => row.Int64(0));
    }

    // Long enough to notice, and yet a test that fails comes to its end.
    private sealed class LongAfter(Action before) : IQuery<long>
    {
        public long Run(ReadConnection connection)
        {
            before();
            return connection
                .Prepare("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT count(*) FROM n")
                .Single(row => row.Int64(0));
        }
    }

    // It is over after the statement was made ready and before it runs.
    private sealed class LongAround(Action between) : IQuery<long>
    {
        public long Run(ReadConnection connection)
        {
            SqliteStatement statement = connection.Prepare(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT count(*) FROM n");
            between();
            return statement.Single(row => row.Int64(0));
        }
    }

    private sealed class TimerByHand : TimeProvider
    {
        public Action Fire { get; private set; } = () => { };

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Fire = () => callback(state);
            return new Timer(_ => { });
        }
    }

    private sealed class One : IQuery<long>
    {
        public long Run(ReadConnection connection) => connection.Prepare("SELECT 1").Single(row => row.Int64(0));
    }
}
