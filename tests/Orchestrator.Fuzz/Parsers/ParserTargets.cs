using FsCheck.Fluent;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Files.Patterns;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Streams;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Fuzz.Generation;
using Orchestrator.Gateway.Mcp.Resources;
using Orchestrator.Gateway.Requests;
using Orchestrator.Gateway.Serialization;

namespace Orchestrator.Fuzz.Parsers;

/// <summary>Every parser of what comes from outside, and the one exception that each may throw.</summary>
internal static partial class ParserTargets
{
    public static IReadOnlyList<ParserTarget> All { get; } =
    [
        Text("cursor", Gen.OneOf(HostileText.Any, CursorText), text => RoundTrip(() => EventCursor.Parse(text), cursor => EventCursor.Parse(cursor.Value), cursor => cursor)),
        ParserTarget.Of("cursor, made", MadeCursor, made => EventCursor.Parse(made.Value) == made ? null : "read as another", made => made.Value),
        Text("identifier", HostileText.Any, text => RoundTrip(() => SessionId.Parse(text), id => SessionId.Parse(id.Value), id => id.Value == text ? id : default)),
        Text("group", Addressed, text => RoundTrip(() => AgentGroup.Parse(text, "to"), group => AgentGroup.Parse(group.ToString(), "to"), group => group)),
        Text("recipients", Addressed, text => RoundTrip(() => Recipients.Parse(text), to => Recipients.Parse(to.ToString()), to => to.ToString())),
        Text("budget scope", Gen.OneOf(HostileText.Any, HostileText.Any.Select(text => "department:" + text)), text => RoundTrip(() => BudgetScope.Parse(text), scope => BudgetScope.Parse(scope.Value), scope => scope)),
        Text("project", HostileText.Any, text => RoundTrip(() => ProjectPath.Parse(text), path => ProjectPath.Parse(path.Value), path => path.Value)),
        Text("file path", HostileText.Any, text => RoundTrip(() => FilePath.Parse(text, "path"), path => FilePath.Parse(path, "path"), path => path)),
        Text("token", Gen.OneOf(HostileText.Any, HostileText.Any.Select(text => $"orc_{text}_{new string('x', 43)}")), text =>
            !TokenText.TryParse(text, out TokenId id, out string? secret) || TokenText.Of(id, secret) == text ? null : "written as another"),
        Text("word", HostileText.Any, text => RoundTrip(() => Words<SessionStatus>.Parse(text, "status"), Same, status => status)),
        Text("pattern", HostileText.Any, text => RoundTrip(() => PathPattern.Parse(text, "p"), pattern => PathPattern.Parse(pattern.Text, "p"), pattern => (pattern.Text, pattern.Size))),
        ParserTarget.Of("pattern and path", PatternAndPath, CompareWithReference, pair => $"{pair.Pattern} with {pair.Path}"),
        Text("resource", Gen.OneOf(HostileText.Any, HostileText.Any.Select(text => "orchestrator://session/" + text)), text => RoundTrip(() => ResourceAddress.Parse(text), address => ResourceAddress.Parse(address.Uri), address => address)),
        Text("content type", HostileText.Any, text => MediaType.IsJson(text) && !text.Contains("json", StringComparison.OrdinalIgnoreCase) ? "taken for JSON" : null),
        Text("If-Match", HostileText.Any, text => Header("If-Match", text, EntityTagged.Read)),
        Text("Idempotency-Key", HostileText.Any, text => Header("Idempotency-Key", text, IdempotencyKey.Read)),
        Text("serializer's path", Gen.OneOf(HostileText.Any.Select(text => "$" + text), HostileText.Any.Select(text => $"$['{text}']")), text =>
        {
            _ = JsonPath.Join(JsonPath.Split(text));
            return null;
        }),
        Bytes("session's body", BodyBytes, bytes => Body(bytes, GatewayJson.Input<CreateSession>.Shape)),
        Bytes("message's body", BodyBytes, bytes => Body(bytes, GatewayJson.Input<SendMessage>.Shape)),
        Bytes("transaction's body", BodyBytes, bytes => Body(bytes, GatewayJson.Input<RunTransaction>.Shape)),
        Bytes("board file", BoardBytes, BoardFile),
        ParserTarget.Of("snapshot in pieces", Gen.Zip(SnapshotBytes, Gen.Choose(1, 9)), pair => Snapshot(pair.Item1, pair.Item2), pair => $"{pair.Item2} bytes at a time: {Shown(pair.Item1)}"),
    ];
}
