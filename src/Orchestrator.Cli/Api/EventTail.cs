using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Cli.Api;

/// <summary>Follows a host's events, each once, through its restarts.</summary>
/// <param name="host">The host.</param>
/// <param name="time">Measures the waits between attempts.</param>
internal sealed class EventTail(HostApi host, TimeProvider time)
{
    // Some heartbeats of the host: a connection that is silent for longer is dead, whatever the network says.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Told when the host can't be reached, with the reason, and with null when it is back.</summary>
    public Action<string?> Away { get; init; } = _ => { };

    /// <summary>Follows until it is given up.</summary>
    /// <param name="query">Makes the path with its query for the place to go on from.</param>
    /// <param name="after">The id of the last event that was seen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HostRefusedException">The host refused, as when the place is not in its journal.</exception>
    public async IAsyncEnumerable<EventEnvelope> ReadAsync(
        Func<string, string> query, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string last = after;
        bool away = false;
        while (true)
        {
            await using IAsyncEnumerator<SseItem<string>> items = ConnectAsync(query(last), cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                string? reason = await NextAsync(items, cancellationToken);
                if (reason is null && away) Away(null);
                if (reason is not null && !away) Away(reason);
                away = reason is not null;
                if (reason is not null) break;
                if (items.Current.EventId is { Length: > 0 } id && items.Current.EventType != SseParser.EventTypeDefault) last = id;
                if (Read(items.Current) is { } journaled) yield return journaled;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static EventEnvelope? Read(SseItem<string> item)
    {
        if (item.EventType == "stream-closed") return null;
        try
        {
            return (EventEnvelope?)JsonSerializer.Deserialize(item.Data, OrchestratorJson.Http.GetTypeInfo(typeof(EventEnvelope)));
        }
        catch (JsonException exception)
        {
            throw new FailedException($"the host's events are not what this version expects: {exception.Message}", exception);
        }
    }

    // Null when there is one; otherwise why there is none now.
    private static async Task<string?> NextAsync(IAsyncEnumerator<SseItem<string>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync() ? null : "the host ended the stream";
        }
        catch (HostUnreachableException unreachable)
        {
            return unreachable.Message;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return $"the connection to the host was lost ({exception.Message.TrimEnd('.')})";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"the host was silent for {Silence.TotalSeconds:0} seconds";
        }
    }

    private async IAsyncEnumerable<SseItem<string>> ConnectAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using Stream stream = await host.OpenAsync(path, cancellationToken);
        await using var watched = new WatchedStream(stream, () => silent.CancelAfter(Silence));
        await foreach (SseItem<string> item in SseParser.Create(watched).EnumerateAsync(silent.Token)) yield return item;
    }
}
