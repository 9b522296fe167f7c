using System.Diagnostics;
using System.Net;
using Orchestrator.Testing;

namespace Orchestrator.Crash.Lab.Hosts;

/// <summary>A host in a process of its own, which is there to be killed. What it prints goes to a file.</summary>
internal sealed class LabHost : IDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Lock _writing = new();

    private LabHost(Process process, Uri url, StreamWriter log) => (_process, Url, _log) = (process, url, log);

    public Uri Url { get; }

    public bool HasEnded => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>Starts it, and does not wait until it is ready.</summary>
    /// <param name="program">The assembly, or a program that was made of it.</param>
    /// <param name="data">Its data folder.</param>
    /// <param name="logFile">Where what it prints is added.</param>
    /// <param name="arguments">Further arguments.</param>
    /// <param name="environment">Further variables.</param>
    public static LabHost Start(
        string program, string data, string logFile, IReadOnlyList<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var url = new Uri($"http://127.0.0.1:{Ports.Free()}");
        string[] command = program.EndsWith(".dll", StringComparison.Ordinal) ? ["dotnet", program] : [program];
        var start = new ProcessStartInfo(command[0], [.. command[1..], "--urls", url.ToString(), "--data", data, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // It lives for a second: nothing is worth compiling twice.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["DOTNET_TC_CallCounting"] = "0";
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        var log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        var host = new LabHost(Process.Start(start)!, url, log);
        host._process.OutputDataReceived += host.Keep;
        host._process.ErrorDataReceived += host.Keep;
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until it takes requests.</summary>
    /// <returns>False when it ended, or was not ready in time.</returns>
    public async Task<bool> WaitUntilReadyAsync(TimeSpan patience, CancellationToken stop)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(2) };
        long began = TimeProvider.System.GetTimestamp();
        while (!HasEnded && TimeProvider.System.GetElapsedTime(began) < patience)
        {
            try
            {
                using HttpResponseMessage answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative), stop);
                if (answer.StatusCode == HttpStatusCode.OK) return true;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !stop.IsCancellationRequested)
            {
                // Not yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(15), TimeProvider.System, stop);
        }

        return false;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        if (!HasEnded) _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal: TERM, STOP or CONT.</summary>
    public async Task SignalAsync(string signal)
    {
        if (HasEnded) return;
        using Process kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{_process.Id}"]) { UseShellExecute = false, RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <returns>False when it does not.</returns>
    public async Task<bool> WaitForEndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Ends it if it still runs, as where the round broke or was stopped.</summary>
    public void Dispose()
    {
        if (!HasEnded) _process.Kill();
        _process.Dispose();
        lock (_writing) _log.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_writing)
        {
            if (_log.BaseStream.CanWrite) _log.WriteLine(line.Data);
        }
    }
}
