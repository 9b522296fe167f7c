using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Access;

/// <summary>What a token is for. Each role may do what the ones before it may, but that <see cref="Agent"/> acts for itself only.</summary>
[JsonConverter(typeof(WordConverter<AccessRole>))]
public enum AccessRole
{
    /// <summary>Reads everything, changes nothing.</summary>
    Observer,

    /// <summary>Acts as the one agent it is bound to, in the work that agents share.</summary>
    Agent,

    /// <summary>Acts as any agent, which is noted, and does what only people should: ends, deletes, forces, sets limits.</summary>
    Operator,

    /// <summary>Makes and revokes tokens too.</summary>
    Admin,
}
