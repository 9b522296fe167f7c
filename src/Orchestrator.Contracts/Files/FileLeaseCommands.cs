using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files.Patterns;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Files;

/// <summary>An agent reserves files of a project for a time: all that it names, or none.</summary>
[Immutable]
public sealed record ReserveFiles : ICommand
{
    /// <summary>The most states of all patterns of a lease together; about their characters, written out.</summary>
    public const int MaxSize = 16_384;

    /// <summary>The caller's own id for the lease, never used before; one is made when absent.</summary>
    public FileLeaseId? Id { get; init; }

    /// <summary>The project, by its folder.</summary>
    public required ProjectPath Project { get; init; }

    /// <summary>The agent.</summary>
    public required AgentId AgentId { get; init; }

    /// <summary>Its incarnation, as its registration was answered; what an earlier one says later is refused.</summary>
    public long? Epoch { get; init; }

    /// <summary>The session it works for; when that is terminated, the lease ends.</summary>
    public SessionId? SessionId { get; init; }

    /// <summary>The task it works on.</summary>
    public TaskId? TaskId { get; init; }

    /// <summary>Whether others may hold the same files.</summary>
    public FileLeaseMode Mode { get; init; } = FileLeaseMode.Exclusive;

    /// <summary>Which files, 1 to 100 paths or patterns as <see cref="PathPattern"/> has them, relative to the project's folder.</summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>
    /// For how many seconds, 1 to 604,800 (7 days); 3,600 when absent. The heartbeats of a registered agent renew it, so an
    /// hour bounds how long the files of others stay closed.
    /// </summary>
    public double TtlSeconds { get; init; } = 3_600;

    /// <summary>What for, up to 1,000 characters; shown to those whom it stands in the way of.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Project == default) throw new ValidationException("project", "is required");
        FileLeaseRules.CheckHolder(AgentId, Epoch);
        FileLeaseRules.CheckTtl(TtlSeconds);
        if (Patterns is not { Count: >= 1 and <= Check.MaxListLength })
            throw new ValidationException("patterns", $"must have 1 to {Check.MaxListLength} paths or patterns, has {Patterns?.Count ?? 0}");
        int size = 0;
        for (int i = 0; i < Patterns.Count; i++) size += PathPattern.Parse(Patterns[i], $"patterns[{i}]").Size;
        if (size > MaxSize) throw new ValidationException("patterns", $"must have at most {MaxSize} characters, written out, all together");
        Check.OptionalText(Reason, "reason", 1_000);
    }
}

/// <summary>An agent keeps a lease for longer.</summary>
[Immutable]
public sealed record RenewFileLease : ICommand
{
    /// <summary>The agent that holds it.</summary>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="ReserveFiles.Epoch"/>
    public long? Epoch { get; init; }

    /// <summary>For how many seconds from now, 1 to 604,800; as long as before when absent.</summary>
    public double? TtlSeconds { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        FileLeaseRules.CheckHolder(AgentId, Epoch);
        FileLeaseRules.CheckTtl(TtlSeconds);
    }
}

/// <summary>An agent gives a lease back.</summary>
[Immutable]
public sealed record ReleaseFileLease : ICommand
{
    /// <summary>The agent that holds it.</summary>
    public required AgentId AgentId { get; init; }

    /// <inheritdoc cref="ReserveFiles.Epoch"/>
    public long? Epoch { get; init; }

    /// <summary>Why, up to 1,000 characters.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        FileLeaseRules.CheckHolder(AgentId, Epoch);
        Check.OptionalText(Reason, "reason", 1_000);
    }
}

/// <summary>An operator ends a lease that its agent does not give back. Who and why are kept for ever.</summary>
[Immutable]
public sealed record ForceReleaseFileLease : ICommand
{
    /// <summary>Who, 1 to 200 characters.</summary>
    public required string By { get; init; }

    /// <summary>Why, 1 to 1,000 characters.</summary>
    public required string Reason { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        Check.RequiredText(By, "by", 200);
        Check.RequiredText(Reason, "reason", 1_000);
    }
}

/// <summary>Asks which leases of others stand in the way of changing files.</summary>
[Immutable]
public sealed record CheckFiles : ICommand
{
    /// <summary>The most paths of one question.</summary>
    public const int MaxPaths = 2_000;

    /// <inheritdoc cref="ReserveFiles.Project"/>
    public required ProjectPath Project { get; init; }

    /// <summary>The agent that would change them; when absent, every lease stands in the way.</summary>
    public AgentId? AgentId { get; init; }

    /// <summary>The files, 1 to 2,000 paths relative to the project's folder. They are meant literally.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Project == default) throw new ValidationException("project", "is required");
        if (Paths is not { Count: >= 1 and <= MaxPaths })
            throw new ValidationException("paths", $"must have 1 to {MaxPaths} paths, has {Paths?.Count ?? 0}");
        for (int i = 0; i < Paths.Count; i++) FilePath.Parse(Paths[i], $"paths[{i}]");
    }
}
