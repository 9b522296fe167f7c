using System.Globalization;
using Orchestrator.Benchmarks.Servers;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Comparison.Peers;

/// <summary>A PostgreSQL server with a cluster folder of its own that waits for the disk, as a production server does.</summary>
internal static class PostgresProgram
{
    public static bool IsInstalled => InstalledPrograms.FindPostgres("initdb") is not null && (Environment.UserName != "root" || User() is not null);

    public static async Task<(ServerProcess Server, string ConnectionString)> StartAsync(CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("bench-postgres-").FullName;
        string data = Path.Combine(folder, "data");
        string[] asUser = [];
        if (Environment.UserName == "root")
        {
            // PostgreSQL refuses to run as root.
            string[] user = User()!;
            asUser = ["setpriv", $"--reuid={user[2]}", $"--regid={user[3]}", "--clear-groups"];
            await ServerProcess.RunAsync(["chown", $"{user[2]}:{user[3]}", folder], cancellationToken);
        }

        string initialize = InstalledPrograms.FindPostgres("initdb")!;
        await ServerProcess.RunAsync(
            [.. asUser, initialize, "-D", data, "-U", "bench", "--auth=trust", "-E", "UTF8", "--locale=C", "--no-instructions"], cancellationToken);
        string port = Ports.Free().ToString(CultureInfo.InvariantCulture);
        ServerProcess server = await ServerProcess.StartAsync(
            folder,
            [
                .. asUser, InstalledPrograms.FindPostgres("postgres")!, "-D", data, "-p", port,
                "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={folder}",
                "-c", "max_connections=300", "-c", "shared_buffers=512MB", "-c", "max_wal_size=8GB",
            ]);
        return (server, $"Host=127.0.0.1;Port={port};Database=postgres;Username=bench");
    }

    private static string[]? User() =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(user => user[0] == "postgres");
}
