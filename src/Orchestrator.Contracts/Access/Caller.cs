using System.Globalization;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Access;

/// <summary>Who calls, as a token says. It travels as text with each call; faces set it, and never take it from a client.</summary>
/// <param name="Token">The token.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Agent">The agent it acts as; always there for <see cref="AccessRole.Agent"/>.</param>
/// <param name="ExpiresAt">Until when it is good; null for ever.</param>
[Immutable]
public sealed record Caller(TokenId Token, AccessRole Role, AgentId? Agent, DateTimeOffset? ExpiresAt = null)
{
    /// <summary>
    /// What stands for a caller without a token, whose request or connection began before there were tokens.
    /// </summary>
    public const string Nobody = "-";

    /// <summary>
    /// By which of a face's own operations the call came, such as <c>mcp/send</c>, for the audit; null where the grain's method says
    /// enough. Has no spaces.
    /// </summary>
    public string? Via { get; init; }

    /// <summary>What the journal names as the actor: the agent, else the token.</summary>
    public string Actor => Role == AccessRole.Agent && Agent is { } agent ? agent.Value : $"token:{Token}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is something else.</summary>
    /// <param name="text">The text.</param>
    public static Caller? TryParse(string text)
    {
        string[] parts = text.Split(' ');
        if (parts.Length is not (4 or 5) || !IdentifierText.IsValid(parts[0]) || !Enum.TryParse(parts[1], out AccessRole role)) return null;
        if (!long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out long expires)) return null;
        return new(
            TokenId.Parse(parts[0]),
            role,
            parts[2].Length == 0 ? null : AgentId.Parse(parts[2]),
            expires == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(expires))
        {
            Via = parts.Length == 5 ? parts[4] : null,
        };
    }

    /// <summary>The text that travels.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Token} {Role} {Agent?.Value} {ExpiresAt?.ToUnixTimeMilliseconds() ?? 0}{(Via is { } via ? $" {via}" : null)}");

    /// <summary>Says who it is, in errors and logs.</summary>
    public string Describe() => Agent is { } agent
        ? $"token {Token} ({Words<AccessRole>.Of(Role)} {agent})"
        : $"token {Token} ({Words<AccessRole>.Of(Role)})";
}
