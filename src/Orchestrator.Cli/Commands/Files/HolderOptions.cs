using System.CommandLine;
using Orchestrator.Cli.Git;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Commands.Files;

/// <summary>Who holds files, and of which project.</summary>
internal sealed class HolderOptions
{
    /// <summary>The variable that names the agent.</summary>
    public const string AgentVariable = "ORCHESTRATOR_AGENT";

    private readonly GlobalOptions _globals;
    private readonly Option<string?> _agent = new("--agent") { Description = $"The agent; otherwise {AgentVariable}" };
    private readonly Option<string?> _project = new("--project")
    {
        Description = "The project's folder; otherwise the main work tree of the git repository here, otherwise this folder",
        HelpName = "DIR",
    };

    /// <summary>Makes them.</summary>
    public HolderOptions(GlobalOptions globals) => _globals = globals;

    /// <summary>The incarnation.</summary>
    public EpochOption Epoch { get; } = new();

    /// <summary>Adds the agent to a command.</summary>
    public void AddAgentTo(Command command) => command.Options.Add(_agent);

    /// <summary>Adds the project to a command.</summary>
    public void AddProjectTo(Command command) => command.Options.Add(_project);

    /// <summary>The agent that the command line names; null when it names none.</summary>
    public AgentId? NamedAgent(ParseResult arguments) => arguments.GetValue(_agent) is { } given ? AgentId.Parse(given, "--agent") : null;

    /// <summary>The agent; null when neither the command line nor the environment names one.</summary>
    public AgentId? OptionalAgent(ParseResult arguments)
    {
        if (NamedAgent(arguments) is { } named) return named;
        return _globals.Environment.Variable(AgentVariable) is { Length: > 0 } variable ? AgentId.Parse(variable, AgentVariable) : null;
    }

    /// <summary>The agent.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    public AgentId Agent(ParseResult arguments) =>
        OptionalAgent(arguments) ?? throw new UsageException($"say which agent, with --agent or {AgentVariable}");

    /// <summary>The project that was named; null when none was.</summary>
    public ProjectPath? NamedProject(ParseResult arguments) => arguments.GetValue(_project) is { } given
        ? ProjectPath.Parse(Directory.Exists(given) ? Path.GetFullPath(given) : given, "--project")
        : null;

    /// <summary>
    /// The project, and files of it. Without --project they are named as everywhere in a shell, relative to this folder, which may
    /// lie deep in the work tree; with it, relative to the project.
    /// </summary>
    public async Task<(ProjectPath Project, IReadOnlyList<string> Files)> ProjectAsync(
        ParseResult arguments, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        if (NamedProject(arguments) is { } named) return (named, files);
        GitRepository repository;
        try
        {
            repository = await GitRepository.OpenAsync(".", cancellationToken);
        }
        catch (FailedException)
        {
            return (ProjectPath.Parse(Path.GetFullPath(".")), files);
        }

        string below = await repository.FindFolderAsync(cancellationToken);
        return (await repository.FindProjectAsync(cancellationToken), below.Length == 0 ? files : [.. files.Select(file => Within(below, file))]);
    }

    /// <summary>The project.</summary>
    public async Task<ProjectPath> ProjectAsync(ParseResult arguments, CancellationToken cancellationToken) =>
        (await ProjectAsync(arguments, [], cancellationToken)).Project;

    // The steps up that a path begins with are taken here; what is left is the project's to read.
    private static string Within(string below, string file)
    {
        if (Path.IsPathRooted(file)) return file;
        string[] folders = below.TrimEnd('/').Split('/');
        int depth = folders.Length;
        while (true)
        {
            if (file.StartsWith("./", StringComparison.Ordinal)) file = file[2..];
            else if (depth > 0 && file.StartsWith("../", StringComparison.Ordinal)) (file, depth) = (file[3..], depth - 1);
            else break;
        }

        return depth == 0 ? file : $"{string.Join('/', folders[..depth])}/{file}";
    }
}
