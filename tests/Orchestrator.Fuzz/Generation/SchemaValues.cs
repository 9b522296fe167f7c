using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Fuzz.Generation;

/// <summary>JSON that a schema allows, with names that inputs share (<see cref="Pools"/>).</summary>
/// <param name="schemas">The schemas that references name; undefined where there are none.</param>
/// <param name="owner">What a field <c>id</c> is the id of.</param>
internal sealed class SchemaValues(JsonElement schemas, string owner)
{
    private const int Deepest = 6;

    // Not required by the schema, but by what most commands mean.
    private static readonly string[] Often = ["id", "agentId", "to", "result", "reason"];

    /// <summary>Values of a schema.</summary>
    public Gen<JsonNode?> Of(JsonElement schema) => Of(schema, string.Empty, 0);

    private Gen<JsonNode?> Of(JsonElement schema, string field, int depth)
    {
        if (depth > Deepest) return Gen.Constant<JsonNode?>(null);
        if (schema.TryGetProperty("$ref", out JsonElement reference)) return Of(schemas.GetProperty(reference.GetString()!.Split('/')[^1]), field, depth);
        foreach (string word in (string[])["oneOf", "anyOf"])
        {
            if (!schema.TryGetProperty(word, out JsonElement ways)) continue;
            JsonElement[] kinds = [.. ways.EnumerateArray().Where(way => !(way.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("null")))];
            return Gen.Elements(kinds).SelectMany(kind => Of(kind, field, depth));
        }

        if (schema.TryGetProperty("enum", out JsonElement words))
            return Gen.Elements(words.EnumerateArray().Select(word => word.GetRawText())).Select(word => JsonNode.Parse(word));
        return TypeOf(schema) switch
        {
            "object" => OfObject(schema, depth),
            "array" => OfArray(schema, field, depth),
            "string" => OfText(schema, field),
            "integer" or "number" => OfNumber(schema, field),
            "boolean" => Gen.Elements(true, false).Select(flag => (JsonNode?)JsonValue.Create(flag)),
            _ => JsonValues.Any,
        };
    }

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out JsonElement type)) return schema.TryGetProperty("properties", out _) ? "object" : null;
        return type.ValueKind == JsonValueKind.String ? type.GetString() : type.EnumerateArray().Select(one => one.GetString()).FirstOrDefault(one => one != "null");
    }

    private Gen<JsonNode?> OfObject(JsonElement schema, int depth)
    {
        if (!schema.TryGetProperty("properties", out JsonElement properties)) return JsonValues.Any.Select(value => (JsonNode?)new JsonObject { ["own"] = value?.DeepClone() });
        HashSet<string> required = schema.TryGetProperty("required", out JsonElement names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
        // Few fields are more often right together than many.
        return Gen.Elements(0, 0, 10, 20, 50).SelectMany(percent => properties.EnumerateObject().Aggregate(
            Gen.Constant(Array.Empty<(string, JsonNode?)>()),
            (all, property) =>
                from before in all
                from wanted in Gen.Choose(0, 99)
                from value in required.Contains(property.Name) || wanted < (Often.Contains(property.Name) ? 80 : percent)
                    ? Of(property.Value, property.Name, depth + 1).Select(value => new[] { (property.Name, value) })
                    : Gen.Constant(Array.Empty<(string, JsonNode?)>())
                select (before.Concat(value).ToArray()))).Select(Object);
    }

    private Gen<JsonNode?> OfArray(JsonElement schema, string field, int depth)
    {
        int least = schema.TryGetProperty("minItems", out JsonElement min) ? min.GetInt32() : 0;
        Gen<JsonNode?> items = schema.TryGetProperty("items", out JsonElement item) ? Of(item, field, depth + 1) : JsonValues.Scalar;
        return Gen.Choose(least, Math.Max(least, 3)).SelectMany(count => Gen.ArrayOf(items, count))
            .Select(values => (JsonNode?)new JsonArray([.. values.Select(value => value?.DeepClone())]));
    }

    private Gen<JsonNode?> OfText(JsonElement schema, string field)
    {
        Gen<string> text = Pools.Of(field, owner)
            ?? (schema.TryGetProperty("format", out JsonElement format) && format.ValueEquals("date-time")
                ? Pools.Of("timestamp", owner)!
                : Gen.Frequency((5, Gen.Elements("a", "word", "release-7", "csharp", "Fix it", "main")), (1, HostileText.Any)));
        return text.Select(value => (JsonNode?)JsonValue.Create(value));
    }

    private static Gen<JsonNode?> OfNumber(JsonElement schema, string field)
    {
        string name = field.Replace("_", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
        if (name is "timeoutseconds" or "waitseconds" or "wait") return Gen.Elements("0.01", "0.1", "0.2").Select(text => JsonNode.Parse(text));
        if (name is "epoch") return Gen.Choose(1, 3).Select(number => (JsonNode?)JsonValue.Create(number));
        int least = schema.TryGetProperty("minimum", out JsonElement min) && min.ValueKind == JsonValueKind.Number ? (int)Math.Ceiling(min.GetDouble()) : 0;
        int most = schema.TryGetProperty("maximum", out JsonElement max) && max.ValueKind == JsonValueKind.Number ? (int)Math.Min(int.MaxValue, max.GetDouble()) : 100;
        return Gen.Frequency(
            (6, Gen.Choose(least, Math.Max(least, Math.Min(most, least + 20)))), (1, Gen.Constant(least)), (1, Gen.Constant(most))).Select(number => (JsonNode?)JsonValue.Create(number));
    }

    private static JsonNode? Object((string Name, JsonNode? Value)[] properties)
    {
        var node = new JsonObject();
        foreach ((string name, JsonNode? value) in properties) node[name] = value?.DeepClone();
        return node;
    }
}
