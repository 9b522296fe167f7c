using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Fuzz.Http;

/// <summary>Requests as bytes, which need not be requests: below what a client library lets through.</summary>
internal static class RawConnection
{
    private const int MaxAnswer = 64 * 1024;

    /// <summary>A whole request as a client would write it.</summary>
    public static byte[] Bytes(HttpInput input, Uri url, string token)
    {
        var head = new StringBuilder($"{input.Method} {input.Target} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n");
        foreach ((string name, string value) in input.Headers)
        {
            if (name != "Authorization" && !value.AsSpan().ContainsAny("\r\n")) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        if (input.Body is not null) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {input.Body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. input.Body ?? []];
    }

    /// <summary>Sends bytes, says that no more come, and reads until the host closes.</summary>
    /// <returns>The first status, if there was an answer; whether the bound was reached.</returns>
    public static async Task<(int? Status, bool TimedOut, string Answer)> SendAsync(Uri url, byte[] bytes, CancellationToken stop)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(HttpTarget.Bound);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        byte[] answer = new byte[MaxAnswer];
        int length = 0;
        long begun = Stopwatch.GetTimestamp();
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, url.Port, bound.Token);
            await socket.SendAsync(bytes, bound.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), bound.Token) is > 0 and int read)
            {
                length += read;
                // A stream of events goes on for ever.
                if (Stopwatch.GetElapsedTime(begun) > TimeSpan.FromMilliseconds(200) || Encoding.Latin1.GetString(answer, 0, length).Contains("text/event-stream", StringComparison.Ordinal)) break;
            }
        }
        catch (SocketException)
        {
            // The host closed; that is an answer to bytes like these.
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, length == 0, string.Empty);
        }

        string text = Encoding.Latin1.GetString(answer, 0, Math.Min(length, 1_000));
        int? status = text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && int.TryParse(text.AsSpan(9, Math.Min(3, text.Length - 9)), out int number) ? number : null;
        return (status, false, text);
    }
}
