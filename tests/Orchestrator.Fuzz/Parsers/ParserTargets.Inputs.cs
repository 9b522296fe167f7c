using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Streams;
using Orchestrator.Fuzz.Generation;

namespace Orchestrator.Fuzz.Parsers;

/// <content>What the parsers are given.</content>
internal static partial class ParserTargets
{
    private static readonly string[] Names = ["a", "b", "ab", "*", "?", "**", "[ab]", "[!a]", "[a-c]", "[]a]", "[^]]", "{a,b}", "{a,b/c}", "{,a}b", "{a,{b,c}}", "a*b", "*.c", ".c", "[[a]", "{[,],a}", "é", "🙂"];

    private static readonly string[] SnapshotParts =
    [
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"snapshot\"", "\"snapshot\":", "{\"snapshot\":{", "\"\\u0073napshot\":", "1", "-0", "-", "1.5e+7", "01", "true", "null", " ", "\\", "\"\\n\"", "\"\\ud800\"", "\"é🙂\"", "\u0001",
    ];

    private static Gen<string> CursorText => Gen.Zip(Gen.Choose(0, int.MaxValue), Gen.Choose(-1, 12)).Select(pair => pair.Item2 < 0 ? $"{pair.Item1}" : $"{pair.Item1}.{pair.Item2}");

    private static Gen<EventCursor> MadeCursor =>
        Gen.Zip(Gen.Choose(1, int.MaxValue), Gen.Choose(0, int.MaxValue)).Select(pair => new EventCursor(((long)pair.Item1 << 31) + pair.Item2, pair.Item2 % 7 == 0 ? pair.Item2 : 0));

    private static Gen<string> Addressed => Gen.OneOf(
        HostileText.Any,
        Gen.Zip(Gen.Elements("team:", "any-of:team:", "department:", "capability:", "type:", "session:", "any-of:", "TEAM:"), HostileText.Any).Select(pair => pair.Item1 + pair.Item2));

    private static Gen<(string Pattern, string Path)> PatternAndPath =>
        from names in Gen.Choose(1, 4).SelectMany(count => Gen.ArrayOf(Gen.Zip(Gen.Elements(Names), Gen.Elements(string.Empty, "a", "b", "*", "?")).Select(pair => pair.Item1 == "**" ? pair.Item1 : pair.Item1 + pair.Item2), count))
        from end in Gen.Frequency((6, Gen.Constant(string.Empty)), (1, Gen.Constant("/")))
        from folders in Gen.Choose(1, 5).SelectMany(count => Gen.ArrayOf(Gen.Elements("a", "b", "c", "ab", "aab", "bc", ".c", "]", "[", "é", "🙂", "a🙂", "[ab]", "x.c", "[,]", "-"), count))
        from literal in Gen.Choose(0, 12)
        let pattern = string.Join('/', names) + end
        select (pattern, literal == 0 ? pattern.TrimEnd('/') : string.Join('/', folders));

    private static Gen<byte[]> BodyBytes =>
        from node in JsonValues.Any
        from fields in Gen.Choose(0, 3).SelectMany(count => Gen.ArrayOf(Gen.Zip(Gen.Elements("id", "from", "to", "content", "status", "metadata", "commands", "command", "body", "expiresAt", "maxRetries", "]", "']", "['", "a.b"), JsonValues.Any), count))
        from broken in Gen.Choose(0, 2)
        let whole = fields.Length == 0 ? node : Object(fields)
        from bytes in broken == 0 ? ByteMutations.Of(Bytes(whole)) : Gen.Constant(Bytes(whole))
        select bytes;

    private static Gen<byte[]> BoardBytes =>
        from tasks in Gen.Choose(0, 4).SelectMany(count => Gen.ArrayOf(TaskEntry, count))
        from position in Gen.Choose(-1, 50)
        from list in Gen.Choose(0, 4)
        from broken in Gen.Choose(0, 2)
        let array = new JsonArray([.. tasks.Select(task => task?.DeepClone())])
        let whole = list == 0 ? (JsonNode)array : new JsonObject { ["board"] = "b1", ["journalPosition"] = position, ["own"] = "kept", ["tasks"] = array }
        from bytes in broken == 0 ? ByteMutations.Of(Bytes(whole)) : Gen.Constant(Bytes(whole))
        select bytes;

    private static Gen<JsonNode?> TaskEntry => Gen.Frequency(
        (1, JsonValues.Any),
        (6, Gen.Choose(0, 5).SelectMany(count => Gen.ArrayOf(
            Gen.Elements("id", "title", "status", "priority", "assignee", "dependencies", "parentId", "labels", "requiredCapabilities", "estimateHours", "description", "reason", "own").SelectMany(name => Gen.OneOf(
                JsonValues.Scalar, JsonValues.Any, Gen.Elements<JsonNode?>("t1", "done", "todo", "in_progress", "a1", "high", 3, 1.5)).Select(value => (name, value))), count)).Select(fields => (JsonNode?)Object(fields))));

    private static Gen<byte[]> SnapshotBytes => Gen.OneOf(
        Gen.Choose(0, 12).SelectMany(count => Gen.ArrayOf(Gen.Elements(SnapshotParts), count)).Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))),
        Gen.Zip(JsonValues.Any, JsonValues.Any).Select(pair => Bytes(Object([("other", pair.Item1), ("snapshot", pair.Item2)]))),
        JsonValues.Any.SelectMany(node => ByteMutations.Of(Bytes(Object([("snapshot", node), ("a", 1)])))));

    private static JsonObject Object(IEnumerable<(string Name, JsonNode? Value)> fields)
    {
        var node = new JsonObject();
        foreach ((string name, JsonNode? value) in fields) node[name] = value?.DeepClone();
        return node;
    }

    private static byte[] Bytes(JsonNode? node) => node is null ? "null"u8.ToArray() : Encoding.UTF8.GetBytes(node.ToJsonString(new JsonSerializerOptions { MaxDepth = 512 }));
}
