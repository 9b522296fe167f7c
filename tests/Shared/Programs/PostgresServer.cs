using System.Globalization;

namespace Orchestrator.Testing;

/// <summary>
/// A real PostgreSQL server on loopback, with a cluster folder and a port of its own. It ends with the test process, also
/// when that is killed.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Superuser = "orchestrator";
    private const string PortTaken = "could not create any TCP/IP sockets";

    // The shell lives as long as its input: that closes when the test process ends, however it does. It has a session of
    // its own, so that what is sent to the group of the test process doesn't take it along.
    private const string Watchdog =
        """
        folder=$1; shift; server=
        while read -r command argument; do
          case $command in
            start) "$@" -p "$argument" >>"$folder/log" 2>&1 & server=$! ;;
            stop) kill -s "$argument" "$server"; wait "$server"; server=; echo stopped ;;
          esac
        done
        if [ -n "$server" ]; then kill -s QUIT "$server"; wait "$server"; fi
        rm -rf "$folder"
        """;

    private static readonly string[] Needed = ["initdb", "postgres", "psql"];

    private static readonly Lazy<Task<PostgresServer>> Shared = new(() => StartNewAsync(durable: false));

    private readonly string _folder = Directory.CreateTempSubdirectory("pg-").FullName;
    private readonly string _programs = FindPrograms();
    private readonly InstalledProgram _watchdog;

    private PostgresServer(bool durable)
    {
        string[] asUser = UserArguments();
        _watchdog = InstalledProgram.Start(
            "setsid",
            "util-linux",
            [
                "sh", "-c", Watchdog, "sh", _folder, .. asUser, Program("postgres"), "-D", DataFolder,
                "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder}",
                "-c", "max_connections=300", "-c", "shared_buffers=64MB",
                .. durable ? Array.Empty<string>() : ["-F"],
            ],
            redirectInput: true);
        _ = _watchdog.Process.StandardError.ReadToEndAsync();
    }

    /// <summary>The port it listens on; stays the same when it is started again.</summary>
    public int Port { get; private set; }

    private string DataFolder => Path.Combine(_folder, "data");

    private string LogFile => Path.Combine(_folder, "log");

    /// <summary>The server that all tests of a process share: never stopped, and without fsync.</summary>
    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>Starts a server of a test's own, which it may stop, start and let crash.</summary>
    /// <param name="durable">Whether it waits for the disk, as a production server does.</param>
    public static async Task<PostgresServer> StartNewAsync(bool durable = true)
    {
        PostgresServer server = new(durable);
        try
        {
            await server.InitializeAsync();
            await server.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name} TEMPLATE template0");
        return ConnectionString(name);
    }

    /// <summary>The connection string of a database.</summary>
    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={database};Username={Superuser};Password=not-needed-here");

    /// <summary>Runs statements in a process of their own (psql).</summary>
    /// <returns>The rows' values, unaligned, without a header.</returns>
    public Task<string> ExecuteAsync(string database, string sql) => InstalledProgram.RunAsync(
        Program("psql"), "postgresql", [.. PsqlArguments(database), "-c", sql]);

    /// <summary>Starts psql in a process of its own, which runs what is written to its input until it is disposed.</summary>
    public InstalledProgram StartPsql(string database) =>
        InstalledProgram.Start(Program("psql"), "postgresql", PsqlArguments(database), redirectInput: true);

    /// <summary>Starts it again after <see cref="StopAsync"/>, at its port.</summary>
    public async Task StartAsync()
    {
        bool again = Port != 0;
        for (int attempt = 0; ; attempt++)
        {
            if (!again) Port = Ports.Free();
            long logged = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
            await SendAsync(string.Create(CultureInfo.InvariantCulture, $"start {Port}"));
            if (await IsReadyAsync(logged)) return;

            // Somebody else was faster with the port.
            Assert.True(attempt < 5, $"PostgreSQL did not start: {await LogAsync(logged)}");
            await StopWaitAsync("KILL");
        }
    }

    /// <summary>Stops it.</summary>
    /// <param name="immediate">Without flushing, as in a crash; otherwise connections are closed and all is flushed.</param>
    public Task StopAsync(bool immediate = false) => StopWaitAsync(immediate ? "QUIT" : "INT");

    /// <summary>Stops and starts it.</summary>
    public async Task RestartAsync(bool immediate = false)
    {
        await StopAsync(immediate);
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _watchdog.Process.StandardInput.Close();
        await _watchdog.Process.WaitForExitAsync();
        await _watchdog.DisposeAsync();
    }

    private static string FindPrograms()
    {
        IEnumerable<string> inPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        IEnumerable<string> ofDebian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        string? folder = inPath.Concat(ofDebian).FirstOrDefault(
            candidate => Needed.All(program => File.Exists(Path.Combine(candidate, program))));
        if (folder is null) Assert.Fail("this test needs PostgreSQL: apt-get install -y postgresql");
        return folder;
    }

    // PostgreSQL refuses to run as root.
    private static string[] UserArguments()
    {
        if (Environment.UserName != "root") return [];
        InstalledProgram.Require("setpriv", "util-linux");
        string[] user = UnprivilegedUser();
        return ["setpriv", $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups"];
    }

    private static string[] UnprivilegedUser() => File.ReadLines("/etc/passwd")
        .Select(line => line.Split(':'))
        .Where(user => user[0] is "postgres" or "nobody")
        .MaxBy(user => user[0] == "postgres")!;

    private string Program(string name) => Path.Combine(_programs, name);

    private string[] PsqlArguments(string database) =>
    [
        "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1",
        "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", Superuser, "-d", database,
    ];

    private async Task InitializeAsync()
    {
        string[] asUser = UserArguments();
        if (asUser.Length > 0)
            await InstalledProgram.RunAsync("chown", "coreutils", [string.Join(':', UnprivilegedUser()[2..4]), _folder]);
        string[] command =
        [
            .. asUser, Program("initdb"), "-D", DataFolder, "-U", Superuser, "--auth=trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
        ];
        await InstalledProgram.RunAsync(command[0], "postgresql", command[1..]);
    }

    /// <returns>False when the port is taken.</returns>
    private async Task<bool> IsReadyAsync(long logged)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string state = Path.Combine(DataFolder, "postmaster.pid");
        while (true)
        {
            string log = await LogAsync(logged);
            if (log.Contains(PortTaken, StringComparison.Ordinal)) return false;
            if (log.Contains("starting PostgreSQL", StringComparison.Ordinal) && await ReadAsync(state) is [.., var status] && status.Trim() == "ready") return true;
            if (patience.IsCancellationRequested) Assert.Fail($"PostgreSQL did not start: {log}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    // The server removes and rewrites it while it starts.
    private static async Task<string[]> ReadAsync(string file)
    {
        try
        {
            return await File.ReadAllLinesAsync(file);
        }
        catch (IOException)
        {
            return [];
        }
    }

    private async Task<string> LogAsync(long from)
    {
        if (!File.Exists(LogFile)) return "";
        await using FileStream log = new(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        log.Position = from;
        using StreamReader reader = new(log);
        return await reader.ReadToEndAsync();
    }

    private async Task StopWaitAsync(string signal)
    {
        await SendAsync($"stop {signal}");
        Assert.Equal("stopped", await _watchdog.Process.StandardOutput.ReadLineAsync());
    }

    private async Task SendAsync(string command)
    {
        await _watchdog.Process.StandardInput.WriteLineAsync(command);
        await _watchdog.Process.StandardInput.FlushAsync();
    }
}
