using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Tasks;

/// <summary>Creates a task.</summary>
[Immutable]
public sealed record CreateTask : ICommand
{
    /// <summary>The most tasks that one may depend on.</summary>
    public const int MaxDependencies = 100;

    /// <summary>The caller's own id for it, never used before; one is made when absent.</summary>
    public TaskId? Id { get; init; }

    /// <summary>What is to be done, 1 to 200 characters.</summary>
    public required string Title { get; init; }

    /// <summary>More about it, up to 10,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>How urgent it is; the more urgent ready task is claimed first.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>The session it belongs to, whose board it stands on unless <see cref="Board"/> says otherwise.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The board it stands on, such as a project's name; the session's, or <c>default</c>, when absent.</summary>
    public TaskBoardId? Board { get; init; }

    /// <summary>The agent that is to do it; then its status is <c>assigned</c>.</summary>
    public AgentId? Assignee { get; init; }

    /// <summary>The tasks of the same board that must be completed before, up to 100.</summary>
    public IReadOnlyList<TaskId>? Dependencies { get; init; }

    /// <summary>The task of the same board it is a part of; that one is completed after its parts.</summary>
    public TaskId? ParentId { get; init; }

    /// <summary>The conversation about it.</summary>
    public ConversationId? ConversationId { get; init; }

    /// <summary>Up to 100 short texts.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>What an agent must be able to do to claim it as its next, up to 100 texts.</summary>
    public IReadOnlyList<string>? RequiredCapabilities { get; init; }

    /// <summary>How long it is thought to take, in hours, 0 to 10,000.</summary>
    public double? EstimateHours { get; init; }

    /// <summary>Who created it.</summary>
    public AgentId? CreatedBy { get; init; }

    /// <summary>The caller's own JSON object, up to 256 KiB.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The board it stands on.</summary>
    public TaskBoardId BoardId() => Board ?? (SessionId is { } session ? TaskBoardId.Of(session) : TaskBoardId.Default);

    /// <inheritdoc/>
    public void Validate()
    {
        Check.RequiredText(Title, "title", 200);
        Check.OptionalText(Description, "description", 10_000);
        Check.Texts(Labels, "labels", maxLength: 100);
        CheckCapabilities(RequiredCapabilities);
        Check.Range(EstimateHours, "estimateHours", 0, 10_000);
        Check.JsonObject(Metadata, "metadata");
        CheckDependencies(Dependencies);
    }

    internal static void CheckCapabilities(IReadOnlyList<string>? capabilities)
    {
        Check.Texts(capabilities, "requiredCapabilities");
        if (capabilities?.Any(capability => capability.Any(char.IsControl)) == true)
            throw new ValidationException("requiredCapabilities", "must not have control characters");
    }

    internal static void CheckDependencies(IReadOnlyList<TaskId>? dependencies)
    {
        Check.Range(dependencies?.Count, "dependencies", 0, MaxDependencies);
        if (dependencies?.Distinct().Count() < dependencies?.Count)
            throw new ValidationException("dependencies", "must name each task once");
    }
}

/// <summary>Changes what is given, leaves what is absent or null.</summary>
[Immutable]
public sealed record UpdateTask : ICommand
{
    /// <inheritdoc cref="CreateTask.Title"/>
    public string? Title { get; init; }

    /// <inheritdoc cref="CreateTask.Description"/>
    public string? Description { get; init; }

    /// <inheritdoc cref="CreateTask.Priority"/>
    public Priority? Priority { get; init; }

    /// <summary>All tasks it depends on from now on; an empty list for none.</summary>
    public IReadOnlyList<TaskId>? Dependencies { get; init; }

    /// <inheritdoc cref="CreateTask.ConversationId"/>
    public ConversationId? ConversationId { get; init; }

    /// <inheritdoc cref="CreateTask.Labels"/>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <inheritdoc cref="CreateTask.RequiredCapabilities"/>
    public IReadOnlyList<string>? RequiredCapabilities { get; init; }

    /// <inheritdoc cref="CreateTask.EstimateHours"/>
    public double? EstimateHours { get; init; }

    /// <inheritdoc cref="CreateTask.Metadata"/>
    public JsonElement? Metadata { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Title is not null) Check.RequiredText(Title, "title", 200);
        Check.OptionalText(Description, "description", 10_000);
        Check.Texts(Labels, "labels", maxLength: 100);
        CreateTask.CheckCapabilities(RequiredCapabilities);
        Check.Range(EstimateHours, "estimateHours", 0, 10_000);
        Check.JsonObject(Metadata, "metadata");
        CreateTask.CheckDependencies(Dependencies);
    }
}

/// <summary>Says which agent is to do a task; nobody when the agent is absent.</summary>
[Immutable]
public sealed record AssignTask : ICommand
{
    /// <summary>The agent.</summary>
    public AgentId? AgentId { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        // Any agent may be named, registered or not.
    }
}

/// <summary>An agent takes a task for a time.</summary>
[Immutable]
public sealed record ClaimTask : ICommand
{
    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Its incarnation, as its registration was answered; what an earlier one says later is refused.</summary>
    public long? Epoch { get; init; }

    /// <summary>
    /// For how many seconds, 1 to 86,400; 300 when absent. Its heartbeats renew the lease; a task whose lease ran out is
    /// pending again.
    /// </summary>
    public double LeaseSeconds { get; init; } = 300;

    /// <inheritdoc/>
    public void Validate() => Validate(AgentId, Epoch, LeaseSeconds);

    internal static void Validate(AgentId agentId, long? epoch, double leaseSeconds)
    {
        if (agentId == default) throw new ValidationException("agentId", "is required");
        Check.Range(epoch, "epoch", 1, long.MaxValue);
        Check.Range(leaseSeconds, "leaseSeconds", 1, TimeSpan.SecondsPerDay);
    }
}

/// <summary>An agent takes the most urgent ready task that it can do.</summary>
[Immutable]
public sealed record ClaimNextTask : ICommand
{
    /// <inheritdoc cref="ClaimTask.AgentId"/>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="ClaimTask.Epoch"/>
    public long? Epoch { get; init; }

    /// <summary>Where to look; when absent, on the board of the session; without both, on the boards that have ready tasks.</summary>
    public TaskBoardId? Board { get; init; }

    /// <summary>The session whose board is looked at.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>What it can do; a task is taken when all it requires is here. Null for what the agent said when it registered.</summary>
    public IReadOnlyList<string>? Capabilities { get; init; }

    /// <inheritdoc cref="ClaimTask.LeaseSeconds"/>
    public double LeaseSeconds { get; init; } = 300;

    /// <inheritdoc/>
    public void Validate()
    {
        ClaimTask.Validate(AgentId, Epoch, LeaseSeconds);
        Check.Texts(Capabilities, "capabilities");
    }
}

/// <summary>Something that the agent that has a task does with it.</summary>
[Immutable]
public sealed record WorkOnTask : ICommand
{
    /// <summary>The agent that has the task; when absent, the host's operator acts and nothing is checked.</summary>
    public AgentId? AgentId { get; init; }

    /// <inheritdoc cref="ClaimTask.Epoch"/>
    public long? Epoch { get; init; }

    /// <summary>Why, where something failed, is blocked, given up or given back; up to 1,000 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>For a completed task, what came of it: any JSON value, up to 256 KiB.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>For a renewal, the new lease in seconds from now, 1 to 86,400; 300 when absent.</summary>
    public double? LeaseSeconds { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.Range(Epoch, "epoch", 1, long.MaxValue);
        Check.OptionalText(Reason, "reason", 1_000);
        Check.Json(Result, "result");
        Check.Range(LeaseSeconds, "leaseSeconds", 1, TimeSpan.SecondsPerDay);
    }
}
