using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Agents;

/// <summary>What an agent tells of itself, at registration and in updates (S0 <c>agents</c>, S1 <c>agent_workspaces</c>,
/// S4). In an update, what is null stays as it was.</summary>
[Immutable]
public record AgentProfile
{
    /// <summary>The folder it works in.</summary>
    public string? WorkspacePath { get; init; }

    /// <summary>What it can do, up to 100 texts.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <summary>Its configuration, a JSON object of its own.</summary>
    public JsonElement? Config { get; init; }

    /// <summary>Its process id.</summary>
    public int? Pid { get; init; }

    /// <summary>The TCP port of its MCP server.</summary>
    public int? McpPort { get; init; }

    /// <summary>The agent above it in the hierarchy (S2).</summary>
    public AgentId? ParentId { get; init; }

    /// <summary>The session it works in.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>Its team.</summary>
    public string? Team { get; init; }

    /// <summary>The department it belongs to (S3): its id or name.</summary>
    public string? Department { get; init; }

    /// <summary>Its team's captain.</summary>
    public string? Captain { get; init; }

    /// <summary>What it is good at.</summary>
    public string? Specialization { get; init; }

    /// <summary>What it looks at now.</summary>
    public string? CurrentFocus { get; init; }

    /// <summary>The task it works on.</summary>
    public string? CurrentTask { get; init; }

    /// <summary>The git branch it works on.</summary>
    public string? Branch { get; init; }

    /// <summary>Files it changed and did not commit.</summary>
    public int? UncommittedChanges { get; init; }

    /// <summary>Work cycles it went through.</summary>
    public int? CycleCount { get; init; }

    /// <summary>Tasks it completed, by its own count.</summary>
    public int? TasksCompleted { get; init; }

    /// <summary>Its coordination efficiency, 0 to 1 (S1).</summary>
    public double? Efficiency { get; init; }

    /// <summary>The integration components it takes part in, each with its status (S1).</summary>
    public IReadOnlyDictionary<string, string>? IntegrationComponents { get; init; }

    /// <summary>Where messages are brought to it; absent for an agent that fetches them.</summary>
    public DeliveryEndpoints? Delivery { get; init; }

    /// <summary>Checks the fields.</summary>
    /// <exception cref="Errors.ValidationException">A field is not allowed.</exception>
    public void ValidateProfile()
    {
        Check.OptionalText(WorkspacePath, "workspacePath", Check.MaxPathLength);
        Check.Texts(Capabilities, "capabilities");
        Check.JsonObject(Config, "config");
        Check.Range(Pid, "pid", 1, int.MaxValue);
        Check.Range(McpPort, "mcpPort", 1, 65_535);
        Check.OptionalText(Team, "team", 100);
        Check.OptionalText(Department, "department", 100);
        Check.OptionalText(Captain, "captain", 128);
        Check.OptionalText(Specialization, "specialization", 200);
        Check.OptionalText(CurrentFocus, "currentFocus", 2_000);
        Check.OptionalText(CurrentTask, "currentTask", 2_000);
        Check.OptionalText(Branch, "branch", 250);
        Check.Range(UncommittedChanges, "uncommittedChanges", 0, int.MaxValue);
        Check.Range(CycleCount, "cycleCount", 0, int.MaxValue);
        Check.Range(TasksCompleted, "tasksCompleted", 0, int.MaxValue);
        Check.Range(Efficiency, "efficiency", 0, 1);
        Delivery?.Validate("delivery");
        if (IntegrationComponents is null) return;
        Check.Range(IntegrationComponents.Count, "integrationComponents", 0, Check.MaxListLength);
        foreach ((string component, string status) in IntegrationComponents)
        {
            Check.Word(component, "integrationComponents");
            Check.Word(status, $"integrationComponents.{component}");
        }
    }

    /// <summary>This profile with the fields of another that are not null.</summary>
    public AgentProfile With(AgentProfile change) => new()
    {
        WorkspacePath = change.WorkspacePath ?? WorkspacePath,
        Capabilities = change.Capabilities ?? Capabilities,
        Config = change.Config ?? Config,
        Pid = change.Pid ?? Pid,
        McpPort = change.McpPort ?? McpPort,
        ParentId = change.ParentId ?? ParentId,
        SessionId = change.SessionId ?? SessionId,
        Team = change.Team ?? Team,
        Department = change.Department ?? Department,
        Captain = change.Captain ?? Captain,
        Specialization = change.Specialization ?? Specialization,
        CurrentFocus = change.CurrentFocus ?? CurrentFocus,
        CurrentTask = change.CurrentTask ?? CurrentTask,
        Branch = change.Branch ?? Branch,
        UncommittedChanges = change.UncommittedChanges ?? UncommittedChanges,
        CycleCount = change.CycleCount ?? CycleCount,
        TasksCompleted = change.TasksCompleted ?? TasksCompleted,
        Efficiency = change.Efficiency ?? Efficiency,
        IntegrationComponents = change.IntegrationComponents ?? IntegrationComponents,
        Delivery = change.Delivery ?? Delivery,
    };

    /// <summary>The profile alone, where a command or view extends it.</summary>
    public AgentProfile ToProfile() => new AgentProfile().With(this);
}
