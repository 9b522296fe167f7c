#if ORLEANS
using Orleans.Storage;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>
/// Tells a state by all of its grain's id. Orleans's ADO.NET provider tells it by the state's name and the grain's key, and reads
/// keys that look like numbers as numbers: the agent <c>10</c>, the agent <c>010</c> and the mailbox <c>10</c> would have one.
/// So the whole id goes into the state's name.
/// </summary>
/// <param name="provider">The provider.</param>
internal sealed class FullGrainIdStorage(IGrainStorage provider) : IGrainStorage
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        provider.ReadStateAsync(NameOf(stateName, grainId), grainId, grainState);

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        provider.WriteStateAsync(NameOf(stateName, grainId), grainId, grainState);

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        provider.ClearStateAsync(NameOf(stateName, grainId), grainId, grainState);

    // To the provider a backtick begins the arguments of a generic type.
    private static string NameOf(string stateName, GrainId grainId) =>
        $"{stateName}/{grainId}".Replace("%", "%25", StringComparison.Ordinal).Replace("`", "%60", StringComparison.Ordinal);
}
#endif
