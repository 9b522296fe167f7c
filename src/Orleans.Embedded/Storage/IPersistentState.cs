using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A stored state of a grain, injected into its constructor and read before activation.</summary>
/// <typeparam name="TState">The type of the state.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>;

/// <summary>Says which state a constructor parameter of type <see cref="IPersistentState{TState}"/> is.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute : Attribute
{
    /// <summary>Names the state, and the storage it is in.</summary>
    public PersistentStateAttribute(string stateName, string? storageName = null)
    {
        ArgumentNullException.ThrowIfNull(stateName);
        StateName = stateName;
        StorageName = storageName;
    }

    /// <summary>Gets the name of the state.</summary>
    public string StateName { get; }

    /// <summary>Gets the name of the storage; null for the default one.</summary>
    public string? StorageName { get; }
}
