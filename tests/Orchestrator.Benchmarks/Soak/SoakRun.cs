using System.Diagnostics;
using Orchestrator.Benchmarks.Soak.Traffic;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>One soak: a host of its own under load, then idle.</summary>
internal sealed class SoakRun(SoakSettings settings, Action<string> say)
{
    private const double TasksPerMessage = 1 / 20d;
    private const double QuestionsPerMessage = 1 / 20d;
    private const double ReservationsPerMessage = 1 / 40d;
    private const double GuestsPerMessage = 1 / 100d;
    private const double CheckpointsPerMessage = 1 / 200d;
    private const double SessionsPerSecond = 1 / 60d;
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    public async Task<SoakReport> RunAsync(CancellationToken stop)
    {
        string folder = Directory.CreateTempSubdirectory("orchestrator-soak-").FullName;
        string probe = Path.Combine(folder, "probe.sock");
        try
        {
            await using HostProcess host = await HostProcess.StartAsync(Path.Combine(folder, "data"), environment: new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DOTNET_STARTUP_HOOKS"] = typeof(SoakRun).Assembly.Location,
                [StartupHook.Variable] = probe,
            }, cancellationToken: stop);
            say($"host {host.Id} at {host.Url}, ready after {host.ReadyAfter.TotalSeconds:N1} s; {settings.Load.TotalMinutes:N0} min at {settings.Rate}/s, then {settings.Idle.TotalMinutes:N0} min idle");
            var observed = new Observed();
            var sampler = new Sampler(host, probe, observed, settings.Every);
            sampler.Begin();
            await LoadAsync(host, observed, sampler, stop);
            HeapReading loaded = await HeapReading.AskAsync(probe, collect: true, stop);
            await IdleAsync(sampler, stop);
            HeapReading idle = await HeapReading.AskAsync(probe, collect: true, stop);
            (int exit, TimeSpan took) = await host.TerminateAsync();
            say($"terminated in {took.TotalSeconds:N1} s with {exit}");
            return new(settings, sampler.Samples, [.. observed.Failures], loaded.Live, idle.Live);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task LoadAsync(HostProcess host, Observed observed, Sampler sampler, CancellationToken stop)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1_024 }) { BaseAddress = host.Url };
        var way = new SoakHttp(http, observed);
        var fleet = new Fleet(way, observed);
        var guests = new Guests(way, observed);
        var workplaces = new Workplaces(way, observed);
        await fleet.RegisterAsync();
        await workplaces.BeginAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(settings.Load);
        using var receipts = new CancellationTokenSource();
        Task sampling = sampler.RunAsync(loaded: true, over.Token);
        Task telling = TellAsync(sampler, over.Token);
        Task[] receiving = [.. Enumerable.Range(0, Fleet.Agents).Select(agent => fleet.ReceiveAsync(agent, receipts.Token))];
        await Task.WhenAll(
        [
            Schedule.RunAsync(settings.Rate, fleet.SendAsync, over.Token),
            Schedule.RunAsync(settings.Rate * TasksPerMessage, workplaces.WorkAsync, over.Token),
            Schedule.RunAsync(settings.Rate * QuestionsPerMessage, workplaces.AskAsync, over.Token),
            Schedule.RunAsync(settings.Rate * ReservationsPerMessage, workplaces.ReserveAsync, over.Token),
            Schedule.RunAsync(settings.Rate * GuestsPerMessage, guests.VisitAsync, over.Token),
            Schedule.RunAsync(settings.Rate * CheckpointsPerMessage, workplaces.SaveAsync, over.Token),
            Schedule.RunAsync(SessionsPerSecond, workplaces.MoveAsync, over.Token),
            .. Enumerable.Range(0, EventReaders.Count).Select(slot => new EventReaders(way, observed).ReadAsync(slot, over.Token)),
            .. Enumerable.Range(0, Fleet.Agents).Select(agent => fleet.BeatAsync(agent, over.Token)),
        ]);
        await Task.WhenAll(sampling, telling);
        stop.ThrowIfCancellationRequested();
        await Task.Delay(Quiet, TimeProvider.System, stop); // The last messages arrive.
        await receipts.CancelAsync();
        await Task.WhenAll(receiving);
        await fleet.LeaveAsync();
        say($"load is over: {observed.Requests:N0} requests, {observed.Sent:N0} sent, {observed.Acknowledged:N0} acknowledged, {observed.Failed:N0} failed");
    }

    private async Task IdleAsync(Sampler sampler, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(settings.Idle);
        await sampler.RunAsync(loaded: false, over.Token);
        stop.ThrowIfCancellationRequested();
    }

    private async Task TellAsync(Sampler sampler, CancellationToken stop)
    {
        const int minutes = 5;
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(minutes));
        var watch = Stopwatch.StartNew();
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                Sample last = sampler.Samples[^1];
                say($"{watch.Elapsed.TotalMinutes,3:N0} min: private {last.Process.Private >> 20} MiB, live {last.Heap.Live >> 20} MiB, {last.Process.Threads} threads, "
                    + $"{last.Process.Files} files, core {last.Processor:P0}, send p99 {last.Sends?.P99:N1} ms, {last.Failed} failed");
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }
}
