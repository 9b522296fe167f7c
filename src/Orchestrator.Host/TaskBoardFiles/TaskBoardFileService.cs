using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Orchestrator.Gateway;
using Orchestrator.Gateway.Operations;
using Orchestrator.Host.Sweeps;
using Orchestrator.Journal;
using Orchestrator.Journal.Locks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// Keeps task boards and their files the same (S4): as soon as the one or the other changes, and every few seconds, should a
/// change have gone unheard.
/// </summary>
internal sealed class TaskBoardFileService : BackgroundService, ITaskBoardFiles
{
    // Changes come in bursts; a large file that takes long is not written with every one of them.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private const int PausePerWork = 4;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly TaskBoardFile[] _files;
    private readonly IReadOnlyList<TaskBoardFileOptions> _options;
    private readonly IJournal _journal;
    private readonly IClusterLock _locks;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>Makes it.</summary>
    public TaskBoardFileService(
        OrchestratorHostOptions options,
        IOptions<GatewayOptions> gateway,
        IJournal journal,
        IClusterLock locks,
        IGrainFactory grains,
        TimeProvider time,
        ILogger<TaskBoardFileService> logger)
    {
        (_options, _journal, _locks, _time, _logger) = (options.TaskBoards, journal, locks, time, logger);
        _files = [.. _options.Select(file => new TaskBoardFile(file, gateway.Value.DataDirectory, journal, grains, time, logger))];
    }

    /// <inheritdoc/>
    public IReadOnlyList<TaskBoardFileView> Files => [.. _files.Select(file => file.View)];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Two processes that keep one board in files would undo each other's work.
            await Task.WhenAll(_files.Select((file, i) => _locks.HoldAsync(
                $"task-board-file/{_options[i].Board}", held => RunAsync(file, _options[i].File, held), _time, _logger, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task RunAsync(TaskBoardFile file, string path, CancellationToken stoppingToken)
    {
        var asked = new Asked();
        using var watch = new FileWatch(path, () => asked.Ask(aboutFile: true), _logger);
        using ITimer look = _time.CreateTimer(_ => asked.Ask(aboutFile: true), null, TimeSpan.Zero, LookEvery);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task following = FollowAsync(asked, stop.Token);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                bool isFileAsked = await asked.WaitAsync(stoppingToken);
                long began = _time.GetTimestamp();
                bool isDone = await file.SyncAsync(isFileAsked, stoppingToken);
                TimeSpan pause = isDone ? _time.GetElapsedTime(began) * PausePerWork : RetryAfter;
                if (!isDone) asked.Ask(aboutFile: true);
                await Task.Delay(pause > Pause ? pause : Pause, _time, stoppingToken);
            }
        }
        finally
        {
            await stop.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(Asked asked, CancellationToken stoppingToken)
    {
        long seen = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _journal.WaitForAppendAsync(seen, stoppingToken);
                seen = _journal.LastPosition; // only a reason to look: what it passes over is seen by the next look
                asked.Ask(aboutFile: false);
            }
            catch (JournalUnavailableException)
            {
                // It is looked at again after the pause, and every few seconds anyway.
            }

            await Task.Delay(Pause, _time, stoppingToken);
        }
    }

    /// <summary>That somebody asked to look, however often.</summary>
    private sealed class Asked
    {
        private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        private int _aboutFile;

        public void Ask(bool aboutFile)
        {
            if (aboutFile) Interlocked.Exchange(ref _aboutFile, 1);
            _asked.Writer.TryWrite(true);
        }

        /// <summary>Waits until somebody asks, and tells whether about the file.</summary>
        public async Task<bool> WaitAsync(CancellationToken cancellationToken)
        {
            await _asked.Reader.ReadAsync(cancellationToken);
            return Interlocked.Exchange(ref _aboutFile, 0) == 1;
        }
    }
}
