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

    /// <summary>Where it listens for HTTP: loopback addresses, as long as there are no tokens.</summary>
    public IReadOnlyList<ListenUrl> Urls { get; init; } = [ListenUrl.Parse("http://127.0.0.1:5080")];

    /// <summary>The port for .NET agents, on the address of the first URL; 0 for a free one.</summary>
    public int GatewayPort { get; init; }

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

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65_535
            ? port
            : throw new StartupException($"--gateway-port is '{text}': choose 0 (any free port) to 65535.");
}
