using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Conversations;

/// <summary>What a message is for (S0, S2, S3).</summary>
[JsonConverter(typeof(WordConverter<MessageType>))]
public enum MessageType
{
    /// <summary>Plain text, the default.</summary>
    Text,

    /// <summary>From the system itself.</summary>
    System,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>For information.</summary>
    Notification,

    /// <summary>Asks for something.</summary>
    Request,

    /// <summary>Answers a request.</summary>
    Response,

    /// <summary>Orders something.</summary>
    Command,

    /// <summary>Tells how far work has come.</summary>
    ProgressReport,

    /// <summary>Tells how the sender is.</summary>
    StatusUpdate,
}
