using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Files;

/// <summary>Whether others may hold the same files.</summary>
[JsonConverter(typeof(WordConverter<FileLeaseMode>))]
public enum FileLeaseMode
{
    /// <summary>No other agent may hold any of the files.</summary>
    Exclusive,

    /// <summary>Other agents may hold them too, shared.</summary>
    Shared,
}
