using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Fuzz.Generation;

/// <summary>Any JSON.</summary>
internal static class JsonValues
{
    private static readonly string[] Numbers =
    [
        "0", "1", "-1", "0.5", "-0", "1e2", "1e308", "1e400", "-1e400", "1e-400", "2147483647", "2147483648", "9007199254740993", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "0.1234567890123456789", "100", "1000001", "79228162514264337593543950336", "1E+2", "123456789012345678901234567890123456789012345678901234567890",
    ];

    public static Gen<JsonNode?> Number { get; } = Gen.Elements(Numbers).Select(text => JsonNode.Parse(text));

    public static Gen<JsonNode?> Text { get; } = HostileText.Any.Select(text => (JsonNode?)JsonValue.Create(text));

    public static Gen<JsonNode?> Scalar { get; } = Gen.Frequency(
        (3, Text), (3, Number), (1, Gen.Constant<JsonNode?>(null)), (1, Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag))));

    /// <summary>Nested as far as the generator's size allows.</summary>
    public static Gen<JsonNode?> Any { get; } = Gen.Sized(size => OfDepth(Math.Min(4, size / 10)));

    /// <summary>Deeper than anybody writes.</summary>
    public static Gen<JsonNode?> Deep { get; } = Gen.Elements(30, 62, 63).Select(depth =>
    {
        JsonNode? node = null;
        for (int i = 0; i < depth; i++) node = i % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        return node;
    });

    private static Gen<JsonNode?> OfDepth(int depth) => depth == 0
        ? Scalar
        : Gen.Frequency(
            (4, Scalar),
            (1, Gen.Choose(0, 4).SelectMany(count => Gen.ArrayOf(OfDepth(depth - 1), count)).Select(items => (JsonNode?)new JsonArray([.. items.Select(Copy)]))),
            (1, Gen.Choose(0, 4).SelectMany(count => Gen.ArrayOf(HostileText.Any.SelectMany(name => OfDepth(depth - 1).Select(value => (name, value))), count)).Select(Object)));

    private static JsonNode? Object((string Name, JsonNode? Value)[] properties)
    {
        var node = new JsonObject();
        foreach ((string name, JsonNode? value) in properties) node[name] = Copy(value);
        return node;
    }

    // A node has one parent, and generators may give the same node twice.
    private static JsonNode? Copy(JsonNode? node) => node?.DeepClone();
}
