using System.Text.Json;

namespace Orchestrator.Journal;

/// <summary>How snapshots are stored.</summary>
public sealed record PostgresGrainStorageOptions
{
    /// <summary>How states become JSON; must know every state's type. Required.</summary>
    public JsonSerializerOptions? Serializer { get; set; }
}
