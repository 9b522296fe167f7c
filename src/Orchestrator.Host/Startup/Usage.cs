namespace Orchestrator.Host.Startup;

/// <summary>The command line, for people.</summary>
internal static class Usage
{
    public const string Line = "Usage: orchestrator-host [--urls http://127.0.0.1:5080] [--data FOLDER] [--store CONNECTION] [--role all|silo|gateway] [--silo-port PORT] [--gateway-port PORT] [--allowed-hosts NAMES] [--task-board [BOARD=]PATH] [--Section:Key VALUE]";

    /// <summary>Whether the command line asks for it.</summary>
    public static bool IsAskedFor(string[] args) => args is ["--help" or "-h" or "-?"];

    /// <summary>Prints it.</summary>
    /// <returns>The exit code.</returns>
    public static int Print()
    {
        Console.WriteLine(
            $"""
            {Line}

              --urls          where to listen; any address once there is a token, several with ';' between (http://127.0.0.1:5080)
              --data          the folder of all data, created when missing (.agents-orchestrator)
              --store         a PostgreSQL database for the journal, such as "Host=127.0.0.1;Database=orchestrator;Username=me";
                              without it the journal is a SQLite file in the data folder. A password belongs into the
                              environment: Orchestrator__Store
              --role          which parts this process is: silo (grains), gateway (HTTP) or both (all); needs a host built on Orleans
              --silo-port     the port for other silos (any free one)
              --gateway-port  the port for .NET agents (any free one; GET /orleans/gateways names it)
              --allowed-hosts the names by which others reach it, with ';' between, where it listens on more than loopback
              --task-board    a task board that is kept in a file too, or in task-board.json of a folder; several times
                              for several boards (BOARD is default)

            The same as configuration: Orchestrator:Urls, Orchestrator:Data, Orchestrator:Store, Orchestrator:Role, Orchestrator:SiloPort,
            Orchestrator:AdvertisedAddress, Orchestrator:ClusterId, Orchestrator:ServiceId, Orchestrator:GatewayPort, Orchestrator:AllowedHosts, Orchestrator:MaxConnections, RateLimits:..., Orchestrator:TaskBoards (a list) in appsettings.json,
            or Orchestrator__Urls, ... in the environment. OTEL_EXPORTER_OTLP_ENDPOINT turns telemetry export on.

            orchestrator-host --health URL asks a host that runs, at its /healthz or /readyz: exit code 0 when all is well, else 1.
            """);
        return 0;
    }
}
