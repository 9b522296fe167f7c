using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Journal;

namespace Orchestrator.Cli.Mcp;

/// <summary>The host of a data folder on this machine: found where it says that it listens, or started.</summary>
/// <param name="data">The folder.</param>
/// <param name="any">Whether nobody chose the folder: then a host of another one that listens where hosts usually do is meant.</param>
/// <param name="usual">Where a host usually listens.</param>
/// <param name="token">The access token, where the host wants one.</param>
/// <param name="time">The clock.</param>
/// <param name="say">Tells people what happens.</param>
internal sealed class LocalHost(DirectoryInfo data, bool any, Uri usual, string? token, TimeProvider time, Action<string> say) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const string Detach =
        """
        log=$1; shift
        { if command -v setsid >/dev/null 2>&1; then exec setsid "$@"; else exec nohup "$@"; fi; } >>"$log" 2>&1 </dev/null &
        """;

    private readonly HttpClient _http = new(new SocketsHttpHandler { Proxy = HostProxy.Instance, ConnectTimeout = TimeSpan.FromSeconds(2) }) { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Where it listens. When none answers one is started, once however many ask at the same time.</summary>
    /// <exception cref="FailedException">It does not start.</exception>
    public async Task<Uri> EnsureAsync(CancellationToken cancellationToken)
    {
        DataDirectory directory = DataDirectory.Open(data.FullName);
        long start = time.GetTimestamp();
        long? tried = null;
        FileStream? turn = null;
        try
        {
            while (true)
            {
                if (await FindAsync(directory, cancellationToken) is { } found) return found;
                turn ??= TryTakeTurn(directory);
                if (turn is not null && (tried is not { } before || time.GetElapsedTime(before) > Again))
                {
                    // Whoever had the turn before may have started it since we looked.
                    if (await FindAsync(directory, cancellationToken) is { } meanwhile) return meanwhile;
                    if (!IsInUse(directory)) Start(directory, anywhere: tried is not null);
                    tried = time.GetTimestamp();
                }

                if (time.GetElapsedTime(start) > Patience)
                    throw new FailedException($"no host answers for {directory.FullPath}, and none could be started; {LogFile(directory)} may say why");
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        finally
        {
            if (turn is not null) await turn.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string LogFile(DataDirectory directory) => Path.Combine(directory.FullPath, "host.log");

    private static FileStream? TryTakeTurn(DataDirectory directory)
    {
        try
        {
            string file = Path.Combine(directory.FullPath, "orchestrator.starting");
            DataDirectory.EnsureFile(file);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null; // another one starts it
        }
    }

    // One that is starting or stopping has the folder, but does not answer.
    private bool IsInUse(DataDirectory directory)
    {
        try
        {
            DataDirectoryLock.Acquire(directory, time).Dispose();
            return false;
        }
        catch (DataDirectoryInUseException)
        {
            return true;
        }
    }

    private async Task<Uri?> FindAsync(DataDirectory directory, CancellationToken cancellationToken)
    {
        if (await WrittenAddress.ReadAsync(directory.FullPath, cancellationToken) is { } written
            && IsInUse(directory)
            && await ServesAsync(written, directory, isWritten: true, cancellationToken))
            return written;
        return await ServesAsync(usual, any ? null : directory, isWritten: false, cancellationToken) ? usual : null;
    }

    // Another folder's host may listen there by now.
    private async Task<bool> ServesAsync(Uri url, DataDirectory? directory, bool isWritten, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(url, "/api/v1/status"));
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            {
                // It does not tell everyone whose it is. The folder's own address is believed while a host has the folder.
                return directory is null || (isWritten && IsInUse(directory));
            }

            if (!response.IsSuccessStatusCode) return false;
            using JsonDocument status = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
            return status.RootElement.TryGetProperty("dataDirectory", out JsonElement folder)
                && (directory is null || Path.TrimEndingDirectorySeparator(folder.GetString() ?? string.Empty) == Path.TrimEndingDirectorySeparator(directory.FullPath))
                && status.RootElement.GetProperty("ready").GetBoolean();
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    // It must outlive this process and whoever started it, and must not write to the protocol's output.
    private void Start(DataDirectory directory, bool anywhere)
    {
        // The usual port may be taken by the time that the host wants it; then any will do.
        string urls = !anywhere && IsFree(usual) ? usual.GetLeftPart(UriPartial.Authority) : "http://127.0.0.1:0";
        say($"starting a host for {directory.FullPath}; it goes on running, its log is {LogFile(directory)}");
        string[] serve = [.. Self(), "serve", "--urls", urls, "--data", directory.FullPath];
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(serve[0], serve[1..]) { UseShellExecute = true, WindowStyle = ProcessWindowStyle.Hidden }
            : new ProcessStartInfo("/bin/sh", ["-c", Detach, "sh", LogFile(directory), .. serve]) { UseShellExecute = false };
        if (!start.UseShellExecute) start.Environment.Remove("ORCHESTRATOR_TOKEN"); // the agent's, and not to stay in a process that goes on
        start.WorkingDirectory = AppContext.BaseDirectory; // where this is called may be a stranger's repository, with settings of its own
        try
        {
            DataDirectory.EnsureFile(LogFile(directory)); // its owner's alone
            Process.Start(start)?.Dispose();
        }
        catch (Win32Exception error)
        {
            throw new FailedException($"the host can't be started: {error.Message}", error);
        }
    }

    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet"
        ? [Environment.ProcessPath!, Path.Combine(AppContext.BaseDirectory, "orchestrator.dll")]
        : [Environment.ProcessPath!];

    private static bool IsFree(Uri url)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, url.Port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
