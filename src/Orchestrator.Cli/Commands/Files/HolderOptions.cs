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

    /// <summary>The project.</summary>
    public async Task<ProjectPath> ProjectAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (NamedProject(arguments) is { } named) return named;
        GitRepository repository;
        try
        {
            repository = await GitRepository.OpenAsync(".", cancellationToken);
        }
        catch (FailedException)
        {
            return ProjectPath.Parse(Path.GetFullPath("."));
        }

        return await repository.FindProjectAsync(cancellationToken);
    }
}
