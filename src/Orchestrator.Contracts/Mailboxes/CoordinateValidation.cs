using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>What a look at the screen said of a message's coordinates (S1 <c>coordinate_validation_status</c>).</summary>
[JsonConverter(typeof(WordConverter<CoordinateValidation>))]
public enum CoordinateValidation
{
    /// <summary>Not looked at yet; also for messages that have none.</summary>
    Pending,

    /// <summary>They lie on the screen.</summary>
    Valid,

    /// <summary>They lie beside it, or there are none.</summary>
    Invalid,
}
