using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orchestrator.Gateway.Requests;

/// <summary>A place in a body: what stands there, and what was to stand there.</summary>
/// <param name="Value">What stands there.</param>
/// <param name="Shape">What was to stand there; null where the contract has no such field.</param>
internal readonly record struct InputPlace(JsonElement Value, JsonTypeInfo? Shape)
{
    /// <summary>Whether the contract has no such field.</summary>
    public bool Unknown => Shape is null;

    /// <summary>What was to stand there, in the words of a caller.</summary>
    public string Expected => Shape switch
    {
        { Kind: JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary } => "an object",
        { Kind: JsonTypeInfoKind.Enumerable } => "a list",
        { Type: { } type } => ExpectedOf(Nullable.GetUnderlyingType(type) ?? type),
        _ => "another value",
    };

    /// <summary>Goes down a path as far as the contract knows it.</summary>
    public static InputPlace Find(IReadOnlyList<string> path, JsonElement body, JsonTypeInfo shape)
    {
        InputPlace place = new InputPlace(body, shape).OfItsKind();
        foreach (string step in path)
        {
            if (place.Shape is null) break;
            place = place.Step(step).OfItsKind();
        }

        return place;
    }

    /// <summary>Where an object may be of several kinds and does not say of which: the field that says so, and the words allowed.</summary>
    public (string Field, string Allowed)? MissingKind() => Shape?.PolymorphismOptions is { } kinds && Value.ValueKind == JsonValueKind.Object
        ? (kinds.TypeDiscriminatorPropertyName, string.Join(", ", kinds.DerivedTypes.Select(kind => kind.TypeDiscriminator)))
        : null;

    /// <summary>The first required field that an object lacks.</summary>
    public string? MissingField()
    {
        if (Shape is not { Kind: JsonTypeInfoKind.Object } || Value.ValueKind != JsonValueKind.Object) return null;
        foreach (JsonPropertyInfo property in Shape.Properties)
        {
            if (property.IsRequired && !Value.TryGetProperty(property.Name, out _)) return property.Name;
        }

        return null;
    }

    private InputPlace OfItsKind()
    {
        if (Shape?.PolymorphismOptions is not { } kinds || Value.ValueKind != JsonValueKind.Object
            || !Value.TryGetProperty(kinds.TypeDiscriminatorPropertyName, out JsonElement word) || word.ValueKind != JsonValueKind.String)
            return this;
        foreach (JsonDerivedType kind in kinds.DerivedTypes)
        {
            if (word.ValueEquals(kind.TypeDiscriminator as string)) return new(Value, Of(kind.DerivedType));
        }

        return this;
    }

    private InputPlace Step(string step) => Shape!.Kind switch
    {
        JsonTypeInfoKind.Object => Property(step),
        JsonTypeInfoKind.Dictionary when Value.ValueKind == JsonValueKind.Object
            && Value.TryGetProperty(step, out JsonElement entry) => new(entry, Of(Shape.ElementType!)),
        JsonTypeInfoKind.Enumerable when Value.ValueKind == JsonValueKind.Array
            && int.TryParse(step, CultureInfo.InvariantCulture, out int index)
            && index < Value.GetArrayLength() => new(Value[index], Of(Shape.ElementType!)),
        _ => this,
    };

    private InputPlace Property(string name)
    {
        JsonElement value = Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out JsonElement found) ? found : default;
        foreach (JsonPropertyInfo property in Shape!.Properties)
        {
            if (property.Name == name) return new(value, Of(property.PropertyType));
        }

        return new(value, null);
    }

    private JsonTypeInfo Of(Type type) => Shape!.Options.GetTypeInfo(type);

    private static string ExpectedOf(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.String => "a string",
        TypeCode.Boolean => "true or false",
        TypeCode.Int32 => $"a whole number within {int.MinValue} to {int.MaxValue}",
        TypeCode.Int64 => "a whole number of at most 64 bits",
        TypeCode.Double or TypeCode.Decimal => "a number",
        _ => "another value",
    };
}
