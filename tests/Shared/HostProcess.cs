using System.Diagnostics;
using System.Net;
using System.Text;

namespace Orchestrator.Testing;

/// <summary>A real host in a process of its own, on a free port.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private HostProcess(Process process, Uri url, string folder)
    {
        _process = process;
        Url = url;
        Folder = folder;
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 512 }) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(100) };
    }

    public Uri Url { get; }

    public string Folder { get; }

    public HttpClient Http { get; }

    public int Id => _process.Id;

    public TimeSpan ReadyAfter { get; private set; }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts a host on a folder and returns when it is ready.</summary>
    public static Task<HostProcess> StartAsync(
        string folder, int? port = null, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default) =>
        StartAsync(["orchestrator-host.dll"], folder, port, environment, cancellationToken);

    /// <summary>As the other, with another program: its assembly and the arguments that come before a host's.</summary>
    public static async Task<HostProcess> StartAsync(
        IReadOnlyList<string> program,
        string folder,
        int? port = null,
        IReadOnlyDictionary<string, string>? environment = null,
        CancellationToken cancellationToken = default)
    {
        var url = new Uri($"http://127.0.0.1:{port ?? Ports.Free()}");
        var watch = Stopwatch.StartNew();
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, program[0]), .. program.Skip(1), "--urls", url.ToString(), "--data", folder])
            start.ArgumentList.Add(argument);
        foreach ((string variable, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[variable] = value;
        Process process = Process.Start(start)!;
        var host = new HostProcess(process, url, folder);
        process.OutputDataReceived += host.Keep;
        process.ErrorDataReceived += host.Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            while (!await host.IsReadyAsync(cancellationToken))
            {
                if (process.HasExited || watch.Elapsed > TimeSpan.FromSeconds(60))
                    throw new InvalidOperationException($"the host did not become ready:\n{host.Output}");
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancellationToken);
            }
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        host.ReadyAfter = watch.Elapsed;
        return host;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits until it ends by itself, and returns its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it as SIGTERM does, and returns its exit code and how long it took.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync(string signal = "TERM")
    {
        var watch = Stopwatch.StartNew();
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, watch.Elapsed);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
        Http.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_output) _output.AppendLine(line.Data);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage answer = await Http.GetAsync(new Uri(Url, "/readyz"), cancellationToken);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
