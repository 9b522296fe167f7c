using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace Orchestrator.Contracts.Journaling;

/// <summary>The name of every event type, such as <c>session-created</c>, taken from the contracts themselves.</summary>
public static class EventNames
{
    private static readonly FrozenDictionary<Type, string> Names = typeof(JournaledEvent).Assembly.GetTypes()
        .Where(type => type.BaseType == typeof(JournaledEvent))
        .SelectMany(type => type.GetCustomAttributes<JsonDerivedTypeAttribute>())
        .ToFrozenDictionary(attribute => attribute.DerivedType, attribute => (string)attribute.TypeDiscriminator!);

    /// <summary>All names, in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Values.Order(StringComparer.Ordinal)];

    /// <summary>The type of each name.</summary>
    public static FrozenDictionary<string, Type> Types { get; } =
        Names.ToFrozenDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The name of an event.</summary>
    public static string Of(JournaledEvent journaled) => Names[journaled.GetType()];
}
