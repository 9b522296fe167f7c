using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orchestrator.Journal.Locks;
using Orchestrator.Journal.Postgres;
using Orchestrator.Testing;

namespace Orchestrator.Journal.Tests.Locks;

public sealed class PostgresClusterLockTests : ClusterLockContract, IAsyncDisposable
{
    private readonly PostgresNodes _nodes = new();

    public ValueTask DisposeAsync() => _nodes.DisposeAsync();

    [Fact]
    public async Task A_lock_is_held_by_one_of_two_processes()
    {
        IClusterLock one = await OpenAsync(), other = await OpenAsync();
        IClusterLease? first = await TakeAsync(one, "sweep");

        Assert.Null(await TakeAsync(other, "sweep"));
        await first!.DisposeAsync();
        await using IClusterLease? second = await TakeAsync(other, "sweep");
        Assert.NotNull(second);
    }

    [Fact]
    public async Task A_holder_whose_connection_ends_learns_it_at_once_and_another_gets_the_lock()
    {
        IClusterLock one = await OpenAsync(), other = await OpenAsync();
        await using IClusterLease? held = await TakeAsync(one, "sweep");
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = held!.Lost.Register(lost.SetResult);

        await _nodes.EndConnectionsAsync();

        await using IClusterLease? second = await TakeAsync(other, "sweep");
        Assert.NotNull(second);
        await lost.Task.SoonAsync();
    }

    [Fact]
    public async Task A_holder_that_gets_no_answer_learns_it_by_the_heartbeat()
    {
        ManualTime time = new();
        IClusterLock locks = await OpenAsync(time);
        await using IClusterLease? held = await TakeAsync(locks, "sweep");
        PostgresTestDatabase database = await _nodes.DatabaseAsync();
        string backend = (await database.ReadAsync("SELECT pid::text FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")).Single();
        await InstalledProgram.RunAsync("kill", "procps", ["-s", "STOP", backend]);
        try
        {
            await Eventually.TrueAsync(() =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return held!.Lost.IsCancellationRequested;
            });
        }
        finally
        {
            await InstalledProgram.RunAsync("kill", "procps", ["-s", "CONT", backend]);
        }
    }

    [Fact]
    public async Task Heartbeats_keep_a_lock()
    {
        ManualTime time = new();
        IClusterLock locks = await OpenAsync(time);
        await using IClusterLease? held = await TakeAsync(locks, "sweep");
        PostgresTestDatabase database = await _nodes.DatabaseAsync();
        for (int beat = 0; beat < 3; beat++)
        {
            string before = await LastStatementAsync();
            await InstalledProgram.UntilAsync(
                async () =>
                {
                    time.Advance(TimeSpan.FromSeconds(5));
                    return await LastStatementAsync() != before;
                },
                "a heartbeat reaches the server");
        }

        Assert.False(held!.Lost.IsCancellationRequested);

        async Task<string> LastStatementAsync() => (await database.ReadAsync(
            "SELECT query_start::text FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")).Single();
    }

    [Fact]
    public async Task The_lock_of_a_killed_process_is_free()
    {
        IClusterLock locks = await OpenAsync();
        PostgresTestDatabase database = await _nodes.DatabaseAsync();
        PostgresServer server = await PostgresServer.SharedAsync();
        await using InstalledProgram other = server.StartPsql(database.Connection.Database);
        string key = AdvisoryKey.Of("lock/sweep").ToString(CultureInfo.InvariantCulture);
        await other.Process.StandardInput.WriteLineAsync($"SELECT pg_try_advisory_lock({key});");
        await other.Process.StandardInput.FlushAsync();
        Assert.Equal("t", await other.Process.StandardOutput.ReadLineAsync());
        Assert.Null(await TakeAsync(locks, "sweep"));

        other.Process.Kill();

        IClusterLease? lease = null;
        await InstalledProgram.UntilAsync(async () => (lease = await TakeAsync(locks, "sweep")) is not null, "the lock is free");
        await lease!.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_reported_as_unavailable()
    {
        await using PostgresNode node = PostgresNode.Create("Host=127.0.0.1;Port=1;Database=none;Username=u;Password=secret-word");

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => TakeAsync(node.Services.GetRequiredService<IClusterLock>(), "sweep"));

        Assert.Equal(JournalUnavailableReason.Disconnected, error.Reason);
        Assert.DoesNotContain("secret-word", error.ToString(), StringComparison.Ordinal);
    }

    protected override Task<IClusterLock> OpenAsync() => OpenAsync(TimeProvider.System);

    private async Task<IClusterLock> OpenAsync(TimeProvider time)
    {
        PostgresNode node = await _nodes.OpenAsync(services => services.Replace(ServiceDescriptor.Singleton(time)));
        return node.Services.GetRequiredService<IClusterLock>();
    }
}
