namespace Orchestrator.Host.Startup;

/// <summary>Where the configuration comes from: a file, the environment, the command line; the later wins.</summary>
internal static class HostConfiguration
{
    private const string Data = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.Data)}";
    private const string Urls = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.Urls)}";
    private const string GatewayPort = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.GatewayPort)}";
    private const string Store = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.Store)}";
    private const string Role = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.Role)}";
    private const string SiloPort = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.SiloPort)}";
    private const string AllowedHosts = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.AllowedHosts)}";
    private const string TaskBoards = $"{OrchestratorHostOptions.Section}:{nameof(OrchestratorHostOptions.TaskBoards)}";
    private const string TaskBoardSwitch = "--task-board";

    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--data"] = Data,
        ["--urls"] = Urls,
        ["--gateway-port"] = GatewayPort,
        ["--store"] = Store,
        ["--role"] = Role,
        ["--silo-port"] = SiloPort,
        ["--allowed-hosts"] = AllowedHosts,
        [TaskBoardSwitch] = TaskBoards,
    };

    /// <summary>Adds the sources.</summary>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="args">The command line.</param>
    /// <exception cref="StartupException">The command line has something unknown, or a switch without its value.</exception>
    public static void AddHostConfiguration(this ConfigurationManager configuration, string[] args)
    {
        RefuseUnknown(args);
        configuration.SetBasePath(Directory.GetCurrentDirectory());
        configuration.AddJsonFile("appsettings.json", optional: true, reloadOnChange: false);
        if (Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } urls)
            configuration.AddInMemoryCollection([new(Urls, urls)]);
        configuration.AddEnvironmentVariables();
        configuration.AddCommandLine(args, Switches);
        configuration.AddInMemoryCollection(TaskBoardArguments(args).Select((board, i) =>
            new KeyValuePair<string, string?>($"{TaskBoards}:{TaskBoardSwitch}-{i}", board)));
    }

    // To the provider an option is one value; this one may be given several times, beside those of a file.
    private static IEnumerable<string> TaskBoardArguments(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string[] parts = args[i].Split('=', 2);
            string value = parts.Length == 2 ? parts[1] : args[++i];
            if (parts[0].Equals(TaskBoardSwitch, StringComparison.OrdinalIgnoreCase)) yield return value;
        }
    }

    // The provider passes over what it does not know; a misspelt --data would put the data elsewhere.
    private static void RefuseUnknown(string[] args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            string name = args[i].Split('=', 2)[0];
            if (!Switches.ContainsKey(name) && !(name.StartsWith("--", StringComparison.Ordinal) && name.Contains(':', StringComparison.Ordinal)))
                throw new StartupException($"'{args[i]}' is not known. {Usage.Line}");
            if (!args[i].Contains('=', StringComparison.Ordinal) && ++i == args.Length)
                throw new StartupException($"{name} lacks its value. {Usage.Line}");
        }
    }
}
