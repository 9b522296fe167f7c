using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Conversations;

/// <summary>How urgent a message or a task is: numbers 1 to 4 in and out, the words are accepted.</summary>
[JsonConverter(typeof(PriorityConverter))]
public enum Priority
{
    /// <summary>1: when there is nothing else.</summary>
    Low = 1,

    /// <summary>2: the default.</summary>
    Normal = 2,

    /// <summary>3: before normal ones.</summary>
    High = 3,

    /// <summary>4: first.</summary>
    Urgent = 4,
}
