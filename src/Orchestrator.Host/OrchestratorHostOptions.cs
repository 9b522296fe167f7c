using System.Globalization;
using Orchestrator.Host.Startup;
using Orchestrator.Host.TaskBoardFiles;
using Orchestrator.Journal;

namespace Orchestrator.Host;

/// <summary>How a host is run.</summary>
public sealed record OrchestratorHostOptions
{
    /// <summary>The section of the configuration, as in <c>Orchestrator:Data</c> and <c>Orchestrator__Data</c>.</summary>
    public const string Section = "Orchestrator";

    /// <summary>The folder of all data; created when missing.</summary>
    public string Data { get; init; } = ".agents-orchestrator";

    /// <summary>Where it listens for HTTP: loopback addresses only, as long as there are no tokens.</summary>
    public IReadOnlyList<ListenUrl> Urls { get; init; } = [ListenUrl.Parse("http://127.0.0.1:5080")];

    /// <summary>The port for .NET agents, on the address of the first URL; 0 for a free one.</summary>
    public int GatewayPort { get; init; }

    /// <summary>
    /// The names by which others reach it, where it listens on more than loopback; addresses need not be named. A request for any
    /// other name is refused, since that may be a page whose name was rebound to this machine.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>How many connections it serves at once.</summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>The task boards that are kept in files too.</summary>
    public IReadOnlyList<TaskBoardFileOptions> TaskBoards { get; init; } = [];

    /// <summary>Reads and checks them.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <exception cref="StartupException">One is wrong.</exception>
    public static OrchestratorHostOptions Read(IConfiguration configuration)
    {
        var defaults = new OrchestratorHostOptions();
        IConfigurationSection section = configuration.GetSection(Section);
        return new OrchestratorHostOptions
        {
            Data = section[nameof(Data)] ?? defaults.Data,
            Urls = section[nameof(Urls)] is { } urls ? ListenUrl.ParseAll(urls) : defaults.Urls,
            GatewayPort = section[nameof(GatewayPort)] is { } port ? ParsePort(port) : defaults.GatewayPort,
            AllowedHosts = section[nameof(AllowedHosts)] is { } hosts ? ParseHosts(hosts) : defaults.AllowedHosts,
            MaxConnections = section[nameof(MaxConnections)] is { } connections ? ParseConnections(connections) : defaults.MaxConnections,
            TaskBoards = TaskBoardFileOptions.ReadAll(section.GetSection(nameof(TaskBoards))),
        };
    }

    /// <summary>Creates the data folder and returns its absolute path.</summary>
    /// <exception cref="StartupException">It cannot be created or written.</exception>
    internal string OpenDataDirectory()
    {
        if (string.IsNullOrWhiteSpace(Data)) throw new StartupException("The data folder is empty: give one with --data FOLDER.");
        try
        {
            DataDirectory directory = DataDirectory.Open(Data);
            DataDirectory.EnsureFile(directory.LockFile);
            return directory.FullPath;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new StartupException($"The data folder '{Data}' can't be written: {error.Message} Choose another with --data FOLDER.", error);
        }
    }

    private static string[] ParseHosts(string text)
    {
        string[] hosts = text.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Array.Find(hosts, host => Uri.CheckHostName(host) is UriHostNameType.Unknown or UriHostNameType.Basic) is { } bad
            ? throw new StartupException($"--allowed-hosts has '{bad}': give names as they stand in URLs, without ports, such as build-7.example.com.")
            : hosts;
    }

    private static int ParseConnections(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 10 and <= 1_000_000
            ? count
            : throw new StartupException($"Orchestrator:MaxConnections is '{text}': choose 10 to 1000000.");

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65_535
            ? port
            : throw new StartupException($"--gateway-port is '{text}': choose 0 (any free port) to 65535.");
}
