using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>What came of a message that wants an answer.</summary>
[JsonConverter(typeof(WordConverter<ResponseStatus>))]
public enum ResponseStatus
{
    /// <summary>No answer yet.</summary>
    Pending,

    /// <summary>The answer came in time.</summary>
    Answered,

    /// <summary>No answer came in time.</summary>
    [JsonStringEnumMemberName("deadline-exceeded")]
    DeadlineExceeded,
}
