using System.Net;

namespace Orchestrator.Cli.Api;

/// <summary>The address that a data folder's host wrote into it.</summary>
internal static class WrittenAddress
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Reads it. The token goes to who listens there. So what came with somebody else's files is not believed: the file must be its
    /// owner's alone, which no checkout makes, and the address must be this machine's.
    /// </summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The address; null when none is written, or none that is believed. After a kill it is no longer true.</returns>
    public static async Task<Uri?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, "orchestrator.url");
        try
        {
            if (!File.Exists(file) || (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & ~OwnerOnly) != UnixFileMode.None)) return null;
            string text = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
            if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? written) || written.Scheme is not ("http" or "https")) return null;
            if (IPAddress.TryParse(written.DnsSafeHost, out IPAddress? address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
                return new UriBuilder(written) { Host = address.Equals(IPAddress.Any) ? "127.0.0.1" : "[::1]" }.Uri;
            return written.IsLoopback ? written : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
