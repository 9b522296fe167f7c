using System.Net;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>A host in a process of its own that exports to a collector.</summary>
internal sealed class TracedHost : IAsyncDisposable
{
    private readonly ChildProgram _program;

    private TracedHost(ChildProgram program, int port)
    {
        _program = program;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    public HttpClient Http { get; }

    /// <summary>Starts a host and returns when it is ready.</summary>
    public static async Task<TracedHost> StartAsync(string data, IReadOnlyDictionary<string, string> environment)
    {
        int port = Ports.Free();
        var host = new TracedHost(ChildProgram.StartHost(data, port, environment), port);
        try
        {
            await Eventually.IsTrueAsync(host.IsReadyAsync, "the host is ready");
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it in order: then all it had to export is exported.</summary>
    public async Task StopAsync(TimeSpan? within = null)
    {
        await _program.SignalAsync("TERM");
        Assert.Equal(0, (await _program.EndAsync(within)).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _program.DisposeAsync();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using HttpResponseMessage ready = await Http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return ready.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
