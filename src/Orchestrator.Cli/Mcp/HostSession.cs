using System.Net;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Orchestrator.Cli.Mcp;

/// <summary>
/// The client's session with a host, through restarts of it: one connection at a time, made anew when it is of no use any more,
/// and with it the session in the client's place.
/// </summary>
/// <param name="findHost">Where the host is; starts it where that is wanted.</param>
/// <param name="http">Sends requests.</param>
/// <param name="received">Takes what the host sends.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Tells people what happens.</param>
internal sealed class HostSession(
    Func<CancellationToken, Task<Uri>> findHost, HttpClient http, Func<JsonRpcMessage, Task> received, TimeProvider time, Action<string> say) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Handshake _handshake = new();
    private HostLink? _link;

    /// <summary>Notes what the client says of its session.</summary>
    public void Note(JsonRpcMessage message) => _handshake.Note(message);

    /// <summary>Sends a request, again and again until its answer was received.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AskAsync(JsonRpcRequest request, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = MinPause;
        while (true)
        {
            HostLink? link = null;
            try
            {
                link = await LinkAsync(request.Method == RequestMethods.Initialize, cancellationToken);
                await link.SendAsync(request, cancellationToken);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && IsPassing(error) && time.GetElapsedTime(start) < Patience)
            {
                if (link is not null) await DropAsync(link);
                await Task.Delay(pause, time, cancellationToken);
                pause = Longer(pause);
            }
        }
    }

    /// <summary>Sends something that is not answered, once.</summary>
    /// <param name="message">What is said.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TellAsync(JsonRpcMessage message, CancellationToken cancellationToken) =>
        await (await LinkAsync(anew: false, cancellationToken)).SendAsync(message, cancellationToken);

    /// <summary>Ends the session, when nothing is sent any more.</summary>
    public async Task CloseAsync()
    {
        if (_link is { } link) await link.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    // Whether it goes by itself: the host is away, is stopping, or does not know the session any more.
    private static bool IsPassing(Exception error) => error switch
    {
        McpProtocolException or FailedException => false,
        HttpRequestException { StatusCode: { } status } => status is HttpStatusCode.NotFound or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError,
        _ => error is HttpRequestException or IOException or McpException or OperationCanceledException or InvalidOperationException,
    };

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < MaxPause ? pause * 2 : MaxPause;

    private async Task<HostLink> LinkAsync(bool anew, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_link is { } open && !anew && !open.Ended.IsCompleted) return open;
            if (_link is { } old) await old.DisposeAsync();
            _link = null;
            HostLink link = await HostLink.OpenAsync(await findHost(cancellationToken), http, received, cancellationToken);
            try
            {
                if (!anew) await _handshake.RepeatAsync(link, cancellationToken);
            }
            catch
            {
                await link.DisposeAsync();
                throw;
            }

            _ = ReopenAsync(link, cancellationToken);
            return _link = link;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task DropAsync(HostLink link)
    {
        await _turn.WaitAsync();
        try
        {
            if (_link != link) return;
            _link = null;
            await link.DisposeAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    // A client that waits to be told of something says nothing itself: its session is begun again at once.
    private async Task ReopenAsync(HostLink link, CancellationToken cancellationToken)
    {
        await link.Ended;
        if (_link != link || !_handshake.IsDone) return;
        say("the host does not know the session any more; it is begun again");
        TimeSpan pause = MinPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LinkAsync(anew: false, cancellationToken);
                return;
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested && IsPassing(error))
            {
                await Task.Delay(pause, time, CancellationToken.None);
                pause = Longer(pause);
            }
            catch (Exception)
            {
                return; // the next request says why
            }
        }
    }
}
