using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>Identifies an agent: 1 to 128 of <c>A-Za-z0-9._:-</c>. New ones read
/// <c>agent_&lt;name&gt;_&lt;unix ms&gt;</c> (S0).</summary>
[JsonConverter(typeof(IdentifierConverter<AgentId>))]
public readonly record struct AgentId : IIdentifier<AgentId>
{
    private readonly string? _value;

    private AgentId(string value) => _value = value;

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>Makes an identifier that was not used before.</summary>
    /// <param name="name">The agent's name, 1 to 100 of <c>A-Za-z0-9._:-</c>.</param>
    /// <param name="time">The clock that gives the time in the identifier.</param>
    /// <exception cref="Errors.ValidationException">The name does not fit into an identifier.</exception>
    public static AgentId New(string name, TimeProvider time) =>
        new(IdentifierText.Check($"agent_{name}_{IdentifierText.NextMilliseconds(time)}", "name"));

    /// <summary>
    /// The identifier of an agent that registers without one: a new one, or with an idempotency key its own. The name is
    /// no part of that one, so that the key under another name meets the same agent, who refuses it.
    /// </summary>
    /// <param name="name">The agent's name.</param>
    /// <param name="time">The clock that gives the time in a new identifier.</param>
    public static AgentId OfCommand(string name, TimeProvider time) =>
        IdentifierText.OfKey("agent") is { } own ? new(own) : New(name, time);

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static AgentId Parse(string? text, string field = "agentId") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
