using System.ComponentModel.DataAnnotations;

namespace Orchestrator.Gateway.Access;

/// <summary>How many requests a token, and an agent, may send; no fleet that works meets these. Nothing is limited without tokens.</summary>
public sealed record RateLimitOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "RateLimits";

    /// <summary>Requests a second with one token, in the long run.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:TokenPerSecond must be 1 to 1000000.")]
    public int TokenPerSecond { get; set; } = 5_000;

    /// <summary>Requests at once with one token.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:TokenBurst must be 1 to 1000000.")]
    public int TokenBurst { get; set; } = 20_000;

    /// <summary>Requests a second of one agent, in the long run.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:AgentPerSecond must be 1 to 1000000.")]
    public int AgentPerSecond { get; set; } = 500;

    /// <summary>Requests at once of one agent.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RateLimits:AgentBurst must be 1 to 1000000.")]
    public int AgentBurst { get; set; } = 5_000;
}
