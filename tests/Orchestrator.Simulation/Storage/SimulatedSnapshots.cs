using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Grains.Serialization;
using Orleans.Storage;

namespace Orchestrator.Simulation.Storage;

/// <summary>Grain storage in memory, of all silos together. States are written as JSON, as the real ones do.</summary>
internal sealed class SimulatedSnapshots : IGrainStorage
{
    private readonly Dictionary<(string State, GrainId Grain), (byte[] Json, string Version)> _states = [];
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        bool exists = _states.TryGetValue((stateName, grainId), out (byte[] Json, string Version) stored);
        grainState.State = exists ? JsonSerializer.Deserialize(stored.Json, TypeOf<T>()) : Activator.CreateInstance<T>();
        grainState.ETag = exists ? stored.Version : null;
        grainState.RecordExists = exists;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        string? known = _states.GetValueOrDefault((stateName, grainId)).Version;
        if (known != grainState.ETag) return Task.FromException(new InconsistentStateException("simulated: another version", known, grainState.ETag));
        string version = (++_version).ToString(CultureInfo.InvariantCulture);
        _states[(stateName, grainId)] = (JsonSerializer.SerializeToUtf8Bytes(grainState.State!, TypeOf<T>()), version);
        (grainState.ETag, grainState.RecordExists) = (version, true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _states.Remove((stateName, grainId));
        (grainState.ETag, grainState.RecordExists) = (null, false);
        return Task.CompletedTask;
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)GrainStateJson.Options.GetTypeInfo(typeof(T));
}
