using System.Globalization;
using Orchestrator.Benchmarks.Servers;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Comparison.Peers;

/// <summary>A node of RabbitMQ with a port mapper of its own, apart from any that the machine runs.</summary>
internal static class RabbitMqServer
{
    // Not Debian's wrapper, which wants to become the system's user.
    private static readonly string? Program = InstalledPrograms.Find("rabbitmq-server", "/usr/lib/rabbitmq/bin");

    public static bool IsInstalled => Program is not null && InstalledPrograms.Find("epmd") is not null;

    public static async Task<(ServerProcess PortMapper, ServerProcess Server, int Port)> StartAsync()
    {
        string names = Port();
        ServerProcess portMapper = await ServerProcess.StartAsync(
            Directory.CreateTempSubdirectory("bench-epmd-").FullName, [InstalledPrograms.Find("epmd")!, "-address", "127.0.0.1", "-port", names]);
        string folder = Directory.CreateTempSubdirectory("bench-rabbitmq-").FullName;
        int port = Ports.Free();
        await File.WriteAllTextAsync(Path.Combine(folder, "plugins"), "[].\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), "disk_free_limit.absolute = 500MB\nvm_memory_high_watermark.relative = 0.6\n");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = folder,
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = names,
            // With input allowed the script becomes the server instead of a parent that asks it to end with another program.
            ["RABBITMQ_ALLOW_INPUT"] = "true",
            ["RABBITMQ_SERVER_START_ARGS"] = "-noinput",
            ["RABBITMQ_CONF_ENV_FILE"] = "/dev/null",
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbitmq.conf"),
            ["RABBITMQ_DIST_PORT"] = Port(),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "plugins"),
            ["RABBITMQ_LOGS"] = "-",
            ["RABBITMQ_LOG_BASE"] = folder,
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "data"),
            ["RABBITMQ_NODENAME"] = $"bench{port}@localhost",
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = port.ToString(CultureInfo.InvariantCulture),
        };
        return (portMapper, await ServerProcess.StartAsync(folder, [Program!], environment), port);
    }

    private static string Port() => Ports.Free().ToString(CultureInfo.InvariantCulture);
}
