using System.Diagnostics;
using System.Globalization;

namespace Orchestrator.Benchmarks.Servers;

/// <summary>
/// A server of somebody else, in a process of its own, with a folder of its own that is removed with it. It ends with this
/// process, also when that is killed.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    // The shell lives as long as its input: that closes when the benchmark ends, however it does. It stays in the session of the
    // benchmark: Linux shares processors out among sessions, so with one of its own a peer would get more of them than ours.
    private const string Watchdog =
        """
        trap '' INT
        exec 2>/dev/null
        folder=$1; shift
        "$@" </dev/null >>"$folder/log" 2>&1 & server=$!
        echo "$server"
        read -r _
        kill -s TERM "$server"
        (sleep 15; kill -s KILL "$server") & late=$!
        wait "$server"
        kill "$late"
        rm -rf "$folder"
        """;

    private readonly Process _watchdog;
    private readonly string _folder;
    private readonly int _server;

    private ServerProcess(Process watchdog, string folder, int server)
    {
        _watchdog = watchdog;
        _folder = folder;
        _server = server;
    }

    /// <summary>Starts a program.</summary>
    /// <param name="folder">Its folder; it belongs to the process from now on.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables beside those of this process.</param>
    public static async Task<ServerProcess> StartAsync(
        string folder, IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("sh", ["-c", Watchdog, "sh", folder, .. command])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal)) start.Environment[name] = value;
        Process watchdog = Process.Start(start)!;
        int server = int.Parse((await watchdog.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        return new(watchdog, folder, server);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message says what it wrote.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        (int exitCode, string output) = await TryAsync(command, cancellationToken);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{command[0]} ended with {exitCode}: {output}");
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code and what it wrote.</returns>
    public static async Task<(int ExitCode, string Output)> TryAsync(IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output + await error);
    }

    /// <summary>Repeats an attempt to connect until it succeeds.</summary>
    /// <exception cref="InvalidOperationException">The server ended, or a minute was not enough; the message has the end of its log.</exception>
    public async Task<T> ReadyAsync<T>(Func<Task<T>> connect, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await connect();
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                if (HasEnded() || watch.Elapsed > TimeSpan.FromMinutes(1))
                    throw new InvalidOperationException($"the server did not start ({exception.Message}): {LogEnd()}", exception);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.StandardInput.Close();
        await _watchdog.WaitForExitAsync();
        _watchdog.Dispose();
    }

    // Ended, it stays a zombie until the shell asks for it.
    private bool HasEnded()
    {
        string status = Path.Combine("/proc", _server.ToString(CultureInfo.InvariantCulture), "stat");
        return !File.Exists(status) || File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal);
    }

    private string LogEnd()
    {
        string log = Path.Combine(_folder, "log");
        return File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(15)) : "it wrote nothing";
    }
}
