using System.Diagnostics;
using System.Text.RegularExpressions;
using Orchestrator.Deploy.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.Deploy.Tests.Proxy;

/// <summary>
/// A real nginx with the deployment's configuration. Replaced are only the gateways' addresses, the port and the folder for
/// temporary files; and <c>resolve</c>, which nginx has only since 1.27.3, is left out.
/// </summary>
internal sealed partial class RunningProxy : IAsyncDisposable
{
    private readonly InstalledProgram _nginx;
    private readonly TemporaryFolder _folder;

    private RunningProxy(InstalledProgram nginx, TemporaryFolder folder, Uri url) => (_nginx, _folder, Url) = (nginx, folder, url);

    public Uri Url { get; }

    /// <summary>Writes the configuration into a folder.</summary>
    /// <returns>The file.</returns>
    public static async Task<string> ConfigureAsync(TemporaryFolder folder, int port, int gateway1, int gateway2)
    {
        string text = await File.ReadAllTextAsync(Repository.Deploy("proxy", "nginx.conf"));
        string here = Resolve().Replace(text, "${server};")
            .Replace("gateway-1:5080", $"127.0.0.1:{gateway1}", StringComparison.Ordinal)
            .Replace("gateway-2:5080", $"127.0.0.1:{gateway2}", StringComparison.Ordinal)
            .Replace("listen 8080", $"listen 127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("/tmp/", $"{folder.FullPath}/", StringComparison.Ordinal)
            .Replace("worker_processes auto", "worker_processes 2", StringComparison.Ordinal);
        string file = folder.At("nginx.conf");
        await File.WriteAllTextAsync(file, here);
        return file;
    }

    public static async Task<RunningProxy> StartAsync(int gateway1, int gateway2)
    {
        var folder = new TemporaryFolder();
        int port = Ports.Free();
        string file = await ConfigureAsync(folder, port, gateway1, gateway2);
        InstalledProgram nginx = InstalledProgram.Start("nginx", "nginx-light", ["-p", folder.FullPath, "-c", file, "-g", "daemon off;"]);
        Drain(nginx.Process);
        await InstalledProgram.UntilAsync(() => Task.FromResult(!nginx.Process.HasExited && IsOpen(port)), "nginx listens");
        return new(nginx, folder, new Uri($"http://127.0.0.1:{port}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _nginx.DisposeAsync();
        _folder.Dispose();
    }

    private static void Drain(Process process)
    {
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private static bool IsOpen(int port)
    {
        try
        {
            using var client = new System.Net.Sockets.TcpClient("127.0.0.1", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"(?<server>server [^;]+) resolve;", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Resolve();
}
