using System.Globalization;
using System.Net;
using Npgsql;
using Orchestrator.Host.Engine;
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

    /// <summary>
    /// The PostgreSQL database that has the journal, as a connection string (<c>Orchestrator:Store</c> or
    /// <c>Journal:ConnectionString</c>); null for SQLite in <see cref="Data"/>. Secret.
    /// </summary>
    public string? Store { get; init; }

    /// <summary>Which parts this process is; more than one process needs a <see cref="Store"/>.</summary>
    public HostRole Role { get; init; }

    /// <summary>
    /// The port for .NET agents, on the address of the first URL; 0 for a free one. In a cluster: where clients of it, gateways among
    /// them, reach this silo.
    /// </summary>
    public int GatewayPort { get; init; }

    /// <summary>In a cluster the port on which the other silos reach this one; 0 for a free one.</summary>
    public int SiloPort { get; init; }

    /// <summary>
    /// In a cluster the address at which other processes reach this silo; null for loopback where all <see cref="Urls"/> are, else that
    /// of the first URL.
    /// </summary>
    public IPAddress? AdvertisedAddress { get; init; }

    /// <summary>The name of the cluster: silos and clients with the same name in one database are of one cluster.</summary>
    public string ClusterId { get; init; } = "orchestrator";

    /// <summary>The name under which reminders and snapshots are kept; stays the same when the cluster is replaced by another one.</summary>
    public string ServiceId { get; init; } = "orchestrator";

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
        var options = new OrchestratorHostOptions
        {
            Data = section[nameof(Data)] ?? defaults.Data,
            Store = ReadStore(section[nameof(Store)] ?? configuration["Journal:ConnectionString"]),
            Role = section[nameof(Role)] is { } role ? ParseRole(role) : defaults.Role,
            SiloPort = section[nameof(SiloPort)] is { } siloPort ? ParsePort(siloPort, "--silo-port") : defaults.SiloPort,
            AdvertisedAddress = section[nameof(AdvertisedAddress)] is { } address ? ParseAddress(address) : defaults.AdvertisedAddress,
            ClusterId = ReadName(section, nameof(ClusterId)) ?? defaults.ClusterId,
            ServiceId = ReadName(section, nameof(ServiceId)) ?? defaults.ServiceId,
            Urls = section[nameof(Urls)] is { } urls ? ListenUrl.ParseAll(urls) : defaults.Urls,
            GatewayPort = section[nameof(GatewayPort)] is { } port ? ParsePort(port, "--gateway-port") : defaults.GatewayPort,
            AllowedHosts = section[nameof(AllowedHosts)] is { } hosts ? ParseHosts(hosts) : defaults.AllowedHosts,
            MaxConnections = section[nameof(MaxConnections)] is { } connections ? ParseConnections(connections) : defaults.MaxConnections,
            TaskBoards = TaskBoardFileOptions.ReadAll(section.GetSection(nameof(TaskBoards))),
        };
        GrainEngine.RefuseUnfit(options);
        return options;
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

    // The compiler calls this for ToString: a password must not reach a log.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append($"{nameof(Role)} = {Role}, {nameof(Data)} = {Data}, {nameof(Urls)} = {string.Join(';', Urls)}, {nameof(Store)} = {(Store is null ? "SQLite" : "PostgreSQL")}");
        return true;
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

    // Npgsql's own words may quote a part of the text, and so of the password.
    private static string? ReadStore(string? text)
    {
        const string Remedy = "give the connection string of a PostgreSQL database, such as \"Host=127.0.0.1;Database=orchestrator;Username=me\", or leave it out for SQLite in the data folder.";
        if (text is null) return null;
        if (string.IsNullOrWhiteSpace(text)) throw new StartupException($"--store is empty: {Remedy}");
        try
        {
            var parts = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrWhiteSpace(parts.Host)) throw new StartupException($"--store has no Host: {Remedy}");
            return string.IsNullOrWhiteSpace(parts.Database) ? throw new StartupException($"--store has no Database: {Remedy}") : text;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            throw new StartupException($"--store can't be read: {Remedy}");
        }
    }

    private static HostRole ParseRole(string text) =>
        Enum.TryParse(text, ignoreCase: true, out HostRole role) && Enum.IsDefined(role) && !char.IsAsciiDigit(text[0])
            ? role
            : throw new StartupException($"--role is '{text}': choose all, silo or gateway.");

    private static IPAddress ParseAddress(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any)
            ? address
            : throw new StartupException($"Orchestrator:AdvertisedAddress is '{text}': give the address of this machine at which other processes reach it, such as 10.0.0.7.");

    private static string? ReadName(IConfigurationSection section, string key) => section[key] switch
    {
        null => null,
        { Length: > 0 and <= 100 } name when name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') => name,
        { } name => throw new StartupException($"Orchestrator:{key} is '{name}': give 1 to 100 letters, digits, '-', '_' or '.'."),
    };

    private static int ParsePort(string text, string option) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65_535
            ? port
            : throw new StartupException($"{option} is '{text}': choose 0 (any free port) to 65535.");
}
