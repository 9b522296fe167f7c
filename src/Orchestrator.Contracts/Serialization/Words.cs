using System.Reflection;
using System.Runtime.CompilerServices;
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
    // Tables over numbers, which every process has compiled already: tables over T would be compiled for each enumeration when it
    // is first read, and make a good part of what the first requests of a host take.
    private static readonly Dictionary<int, string> ByValue = Enum.GetValues<T>().ToDictionary(Unsafe.BitCast<T, int>, Name);

    private static readonly Dictionary<string, int> ByWord =
        ByValue.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>All words, in the order of the values, separated by commas.</summary>
    public static string Allowed { get; } = string.Join(", ", Enum.GetValues<T>().Select(Of));

    /// <summary>The word of a value.</summary>
    public static string Of(T value) => ByValue[Unsafe.BitCast<T, int>(value)];

    /// <summary>Finds the value of a word, in any case.</summary>
    public static bool TryParse(string? word, out T value)
    {
        value = default;
        if (word is null || !ByWord.TryGetValue(word, out int number)) return false;
        value = Unsafe.BitCast<int, T>(number);
        return true;
    }

    /// <summary>Finds the value of a word as it is written here, in no other case.</summary>
    internal static bool TryParseExact(string word, out T value) => TryParse(word, out value) && word == Of(value);

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
