using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Access;
using Orchestrator.Gateway;
using Orchestrator.Journal;

namespace Orchestrator.Host.Startup;

/// <summary>Finds out before the host serves whether it demands tokens, and refuses to serve others than this machine without any.</summary>
/// <param name="journal">Knows whether there was ever a token.</param>
/// <param name="access">Is told.</param>
/// <param name="options">Where the host listens.</param>
/// <param name="gateway">Knows the data folder.</param>
/// <param name="logger">Is told when others can get into it.</param>
internal sealed partial class AccessStart(
    IJournal journal, AccessState access, OrchestratorHostOptions options, IOptions<GatewayOptions> gateway, ILogger<AccessStart> logger) : IHostedService
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // One that the host made is its owner's alone; one that was there is left as it is.
        string folder = gateway.Value.DataDirectory;
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(folder) is var mode && (mode & Others) != UnixFileMode.None) LogOpenFolder(logger, folder, mode & Others);
        if (await journal.ReadGrainAsync(AccessClosed.Grain, 1, 1, cancellationToken) is { Count: > 0 })
        {
            access.Close();
            return;
        }

        if (Open(options) is { } open) throw Refused(open, options);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Refuses already what a folder without a journal can't change: it is left as it is.</summary>
    /// <param name="options">Where the host listens, and its data folder.</param>
    /// <exception cref="StartupException">Others reach the host, and there can be no token.</exception>
    public static void RefuseWithoutJournal(OrchestratorHostOptions options)
    {
        if (Open(options) is not { } open || string.IsNullOrWhiteSpace(options.Data) || options.Store is not null) return;
        if (!Directory.Exists(options.Data) || !File.Exists(DataDirectory.Open(options.Data).JournalFile)) throw Refused(open, options);
    }

    [LoggerMessage(LogLevel.Warning, "Others on this machine get into the data folder {Folder} ({Mode}): who writes there can make tokens. Mend it with chmod 700")]
    private static partial void LogOpenFolder(ILogger logger, string folder, UnixFileMode mode);

    private static ListenUrl? Open(OrchestratorHostOptions options) => options.Urls.FirstOrDefault(url => !url.IsLoopback);

    private static StartupException Refused(ListenUrl open, OrchestratorHostOptions options) => new(
        $"{open} is not loopback, and there is no token yet: whoever reaches it could do anything. Make one with "
        + $"'orchestrator token create --name NAME --role admin {(options.Store is null ? $"--data {options.Data}" : "--store CONNECTION")}', or listen on 127.0.0.1.");
}
