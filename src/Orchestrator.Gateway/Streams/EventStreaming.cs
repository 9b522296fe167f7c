using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Streams;
using Orchestrator.Gateway.Serialization;
using Orchestrator.Journal;
using Orchestrator.Streams;

namespace Orchestrator.Gateway.Streams;

/// <summary>Writes events to those who listen, as fast as each takes them.</summary>
/// <param name="options">The limits.</param>
/// <param name="metrics">What is counted.</param>
/// <param name="lifetime">Ends all of them when the host stops.</param>
/// <param name="time">Measures heartbeats and patience.</param>
/// <param name="logger">Hears who is cut off.</param>
internal sealed partial class EventStreaming(
    IOptions<StreamOptions> options, StreamMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<EventStreaming> logger)
{
    private const int FlushBytes = 32 * 1024;
    private const string SlowReader = "slow-reader";

    // What a reader has at the end to take the reason: longer where that is all it lacks, short where the host waits for it.
    private static readonly TimeSpan SlowFarewellTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);

    /// <summary>Writes until the caller goes, the host stops, or the caller takes nothing.</summary>
    /// <param name="context">The request; the answer's headers are set.</param>
    /// <param name="reader">Reads the events.</param>
    public async Task RunAsync(HttpContext context, FeedReader reader)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        (string Code, string Detail)? reason = null;
        try
        {
            await FollowAsync(context.Response.BodyWriter, reader, ended.Token);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            reason = ("stopping", "the host stops; connect again");
        }
        catch (TimeoutException)
        {
            reason = (SlowReader, $"nothing was taken for {options.Value.WriteTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s; go on behind the last event that came");
            LogSlow(logger, context.Connection.Id, reader.Cursor, options.Value.WriteTimeout);
        }
        catch (CursorExpiredException expired)
        {
            reason = (expired.Code, expired.Message);
        }
        catch (JournalUnavailableException unavailable)
        {
            reason = ("unavailable", $"the journal is not available: {unavailable.Reason}");
        }

        if (reason is not { } known) return; // a flush that says the caller is gone
        metrics.Closed(known.Code);
        reader.Dispose(); // its place is free for another one
        await CloseAsync(context, known.Code, known.Detail);
    }

    private async Task FollowAsync(PipeWriter writer, FeedReader reader, CancellationToken cancellationToken)
    {
        StreamOptions settings = options.Value;

        // The place it begins at is an id too: who saw nothing yet goes on from here, and misses nothing either.
        Write(writer, string.Create(CultureInfo.InvariantCulture, $"retry: {(long)settings.RetryDelay.TotalMilliseconds}\nid: {reader.Cursor}\n\n"));
        if (!await FlushAsync(writer, cancellationToken)) return;
        long lastWrite = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await reader.ReadAsync(cancellationToken) is { } events)
            {
                if (!await WriteAsync(writer, events, cancellationToken)) return;
                if (events.Count > 0) lastWrite = time.GetTimestamp();
                if (time.GetElapsedTime(lastWrite) < settings.HeartbeatInterval) continue;
            }
            else if (await reader.WaitAsync(settings.HeartbeatInterval - time.GetElapsedTime(lastWrite), time, cancellationToken))
            {
                continue;
            }

            // An id without data is no event to a browser, but it remembers it: its place moves on past what it does not want.
            Write(writer, $": heartbeat\nid: {reader.Cursor}\n\n");
            if (!await FlushAsync(writer, cancellationToken)) return;
            lastWrite = time.GetTimestamp();
        }
    }

    private async ValueTask<bool> WriteAsync(PipeWriter writer, IReadOnlyList<FeedEvent> events, CancellationToken cancellationToken)
    {
        long unflushed = 0;
        foreach (FeedEvent one in events)
        {
            writer.Write(one.Frame.Span);
            unflushed += one.Frame.Length;
            if (unflushed < FlushBytes) continue;
            if (!await FlushAsync(writer, cancellationToken)) return false;
            unflushed = 0;
        }

        metrics.Sent(events.Count);
        return unflushed == 0 || await FlushAsync(writer, cancellationToken);
    }

    // The token of the wait is not the flush's: that one would tear the connection, and nothing could be said any more.
    private async ValueTask<bool> FlushAsync(PipeWriter writer, CancellationToken cancellationToken)
    {
        ValueTask<FlushResult> flush = writer.FlushAsync(CancellationToken.None);
        FlushResult result = flush.IsCompletedSuccessfully
            ? flush.Result
            : await flush.AsTask().WaitAsync(options.Value.WriteTimeout, time, cancellationToken);
        return !result.IsCompleted;
    }

    private async Task CloseAsync(HttpContext context, string code, string detail)
    {
        PipeWriter writer = context.Response.BodyWriter;
        Write(writer, $"event: stream-closed\ndata: {{\"code\":\"{code}\",\"detail\":{JsonSerializer.Serialize(detail, GatewayJson.Answer<string>.Shape)}}}\n\n");
        try
        {
            await writer.FlushAsync(CancellationToken.None).AsTask()
                .WaitAsync(code == SlowReader ? SlowFarewellTime : FarewellTime, time, lifetime.ApplicationStopped);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            context.Abort(); // it takes not even this
        }
    }

    private static void Write(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);

    [LoggerMessage(LogLevel.Warning, "A reader of events (connection {Connection}) took nothing for {Patience} and is cut off behind {Cursor}")]
    private static partial void LogSlow(ILogger logger, string connection, EventCursor cursor, TimeSpan patience);
}
