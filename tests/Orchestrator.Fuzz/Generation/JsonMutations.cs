using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Fuzz.Generation;

/// <summary>Changes JSON at one place: another kind, another value, gone, twice, more, deeper.</summary>
internal static class JsonMutations
{
    /// <summary>The JSON with one to three changes.</summary>
    public static Gen<JsonNode?> Of(JsonNode? node) =>
        from changes in Gen.Choose(1, 3)
        from result in Enumerable.Range(0, changes).Aggregate(Gen.Constant(node), (before, _) => before.SelectMany(Once))
        select result;

    private static Gen<JsonNode?> Once(JsonNode? node)
    {
        int places = Count(node);
        return from place in Gen.Choose(0, places - 1)
               from way in Gen.Choose(0, 8)
               from value in way < 5 ? JsonValues.Scalar : way == 5 ? JsonValues.Deep : JsonValues.Any
               from name in HostileText.Any
               select Change(node, place, way, value, name);
    }

    private static int Count(JsonNode? node) => 1 + (node switch
    {
        JsonObject some => some.Sum(property => Count(property.Value)),
        JsonArray list => list.Sum(Count),
        _ => 0,
    });

    private static JsonNode? Change(JsonNode? root, int place, int way, JsonNode? value, string name)
    {
        JsonNode? copy = root?.DeepClone();
        int at = place;
        return Visit(copy) is var changed && at < 0 ? changed : copy;

        // Returns what stands in place of a node; counts down to the one that changes.
        JsonNode? Visit(JsonNode? node)
        {
            if (at-- == 0) return Changed(node);
            switch (node)
            {
                case JsonObject some:
                    foreach ((string key, JsonNode? child) in some.ToArray())
                    {
                        if (at < 0) break;
                        JsonNode? visited = Visit(child);
                        if (at >= 0 || ReferenceEquals(visited, child)) continue;
                        if (way == 7) some.Remove(key);
                        else some[key] = visited?.Parent is null ? visited : visited.DeepClone();
                    }

                    break;
                case JsonArray list:
                    for (int i = 0; i < list.Count && at >= 0; i++)
                    {
                        JsonNode? child = list[i];
                        JsonNode? visited = Visit(child);
                        if (at >= 0 || ReferenceEquals(visited, child)) continue;
                        if (way == 7) list.RemoveAt(i);
                        else list[i] = visited?.Parent is null ? visited : visited.DeepClone();
                    }

                    break;
            }

            return node;
        }

        JsonNode? Changed(JsonNode? node)
        {
            switch (way)
            {
                case 6 when node is JsonObject some:
                    var more = (JsonObject)some.DeepClone();
                    more[name] = value?.DeepClone();
                    return more;
                case 6 when node is JsonArray list:
                    return new JsonArray([.. Enumerable.Range(0, 40).SelectMany(_ => list.Select(item => item?.DeepClone()))]);
                case 8:
                    return new JsonArray(node?.DeepClone());
                default:
                    return value?.DeepClone();
            }
        }
    }
}
