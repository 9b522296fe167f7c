using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Storage;

namespace Orchestrator.Journal;

/// <summary>How grain states become rows and come back, the same for all databases.</summary>
/// <param name="serializer">Knows every state's type.</param>
/// <param name="option">The option it comes from, for the message where it is missing.</param>
/// <param name="call">The call that sets the option.</param>
internal sealed class StateSerializer(JsonSerializerOptions? serializer, string option, string call)
{
    private readonly JsonSerializerOptions _serializer =
        serializer ?? throw new InvalidOperationException($"{option} is missing: set it in {call}.");

    public byte[] Serialize<T>(IGrainState<T> state) => JsonSerializer.SerializeToUtf8Bytes(state.State!, TypeOf<T>());

    /// <summary>Sets a state to what is stored, or to a new one.</summary>
    public void Load<T>(IGrainState<T> state, StoredState? row)
    {
        state.State = row is null ? NewState<T>() : JsonSerializer.Deserialize(row.Payload, TypeOf<T>());
        state.ETag = row?.ETag;
        state.RecordExists = row is not null;
    }

    public static InconsistentStateException Inconsistent(string what, string grain, string state, string? knownETag, string? storedETag) => new(
        $"State '{state}' of grain '{grain}' was not {what}: the grain knew version {knownETag ?? "none"}, " +
        $"stored is {storedETag ?? "none"}. Read it again.",
        storedETag,
        knownETag);

    // A type without a parameterless constructor starts as its default; whoever asked decides what that means.
    private static T? NewState<T>() => typeof(T).IsValueType || typeof(T).GetConstructor(Type.EmptyTypes) is null
        ? default
        : Activator.CreateInstance<T>();

    private JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)_serializer.GetTypeInfo(typeof(T));
}
