using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Serialization;

/// <summary>
/// The words of an enumeration: its values in lower snake case, or as <see cref="JsonStringEnumMemberNameAttribute"/>
/// says. The same words stand in commands, answers, journal and tables.
/// </summary>
/// <typeparam name="T">The enumeration.</typeparam>
public static class Words<T>
    where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> ByValue = Enum.GetValues<T>().ToFrozenDictionary(v => v, Name);

    private static readonly FrozenDictionary<string, T> ByWord =
        ByValue.ToFrozenDictionary(p => p.Value, p => p.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>All words, in the order of the values, separated by commas.</summary>
    public static string Allowed { get; } = string.Join(", ", Enum.GetValues<T>().Select(v => ByValue[v]));

    /// <summary>The word of a value.</summary>
    public static string Of(T value) => ByValue[value];

    /// <summary>Finds the value of a word, in any case.</summary>
    public static bool TryParse(string? word, out T value)
    {
        value = default;
        return word is not null && ByWord.TryGetValue(word, out value);
    }

    /// <summary>The value of a word, in any case.</summary>
    /// <exception cref="ValidationException">There is no such word.</exception>
    public static T Parse(string? word, string field) => TryParse(word, out T value)
        ? value
        : throw new ValidationException(field, $"must be one of: {Allowed}");

    private static string Name(T value)
    {
        FieldInfo field = typeof(T).GetField(value.ToString())!;
        return field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(field.Name);
    }
}
