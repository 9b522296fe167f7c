using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Access;

/// <summary>Makes a token. Who makes it makes its secret too, and tells the host only what it is verified with.</summary>
[Immutable]
public sealed record CreateToken : ICommand
{
    /// <summary>What it is for, for people.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required AccessRole Role { get; init; }

    /// <summary>The agent it acts as: required for an agent's, allowed for an operator's or admin's own.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>Until when it is good; null for ever.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What its secret is verified with.</summary>
    public required TokenVerifier Verifier { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        CheckTerms(Name, Role, Agent);
        if (Verifier is null) throw new ValidationException("verifier", "is required");
        Verifier.Validate();
    }

    /// <summary>Refuses a token whose name, role and agent do not fit.</summary>
    /// <exception cref="ValidationException">They do not.</exception>
    public static void CheckTerms(string name, AccessRole role, AgentId? agent)
    {
        Check.RequiredText(name, "name", 200);
        if (!Enum.IsDefined(role)) throw new ValidationException("role", $"must be one of: {string.Join(", ", Enum.GetValues<AccessRole>().Select(Words<AccessRole>.Of))}");
        if (role == AccessRole.Agent && agent is null) throw new ValidationException("agent", "is required for the role agent: it acts as that agent only");
        if (role == AccessRole.Observer && agent is not null) throw new ValidationException("agent", "is not for the role observer, which acts as nobody");
    }
}

/// <summary>Ends a token at once.</summary>
[Immutable]
public sealed record RevokeToken : ICommand
{
    /// <summary>Why, for the record.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public void Validate() => Check.OptionalText(Reason, "reason", 1_000);
}

/// <summary>A secret that somebody presents, and from where.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="Remote">The address it came from, for the limit of wrong ones; null for this very machine.</param>
[Immutable]
public sealed record PresentedSecret(string Secret, string? Remote)
{
    /// <summary>Shows nothing: requests are logged by their arguments where somebody turns that on.</summary>
    public override string ToString() => nameof(PresentedSecret);
}

/// <summary>What came of a presented secret.</summary>
/// <param name="Caller">Who it is; null when it is nobody, for whatever reason.</param>
/// <param name="RetryAfter">How long to wait, where too many wrong ones came; nothing was looked at then.</param>
[Immutable]
public sealed record TokenCheck(Caller? Caller, TimeSpan? RetryAfter = null);
