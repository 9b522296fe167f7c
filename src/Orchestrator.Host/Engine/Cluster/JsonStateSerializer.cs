#if ORLEANS
using System.Text.Json;
using Orleans.Storage;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>Writes snapshots as the JSON that they are everywhere.</summary>
/// <param name="options">The JSON settings of all states.</param>
internal sealed class JsonStateSerializer(JsonSerializerOptions options) : IGrainStorageSerializer
{
    /// <inheritdoc/>
    public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, options.GetTypeInfo(typeof(T))));

    /// <inheritdoc/>
    public T? Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return (T?)JsonSerializer.Deserialize(input.ToMemory().Span, options.GetTypeInfo(typeof(T)));
    }
}
#endif
