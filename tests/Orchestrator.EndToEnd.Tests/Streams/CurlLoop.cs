using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Streams;

/// <summary><c>curl -N</c>, started again with the last id whenever it ends.</summary>
internal sealed class CurlLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    public CurlLoop(Uri events, string after) => _running = RunAsync(events, after);

    /// <summary>What came, in order.</summary>
    public ConcurrentQueue<string> Seen { get; } = [];

    public int Starts { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync(Uri events, string last)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Starts++;
            await using InstalledProgram curl = InstalledProgram.Start("curl", "curl", ["-sN", "-H", $"Last-Event-ID: {last}", events.ToString()]);
            try
            {
                await foreach (SseItem<string> item in SseParser.Create(curl.Process.StandardOutput.BaseStream).EnumerateAsync(_stopping.Token))
                {
                    if (item.EventType == "stream-closed") continue;
                    last = item.EventId!;
                    using JsonDocument data = JsonDocument.Parse(item.Data);
                    Seen.Enqueue($"{data.RootElement.GetProperty("grain").GetString()}#{data.RootElement.GetProperty("sequence").GetInt64()}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
