using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Fuzz.Generation;

namespace Orchestrator.Fuzz.Http;

/// <summary>Requests for the operations of a document: as it says, and changed in structure, in bytes, in headers.</summary>
internal sealed class HttpInputs
{
    private const double LongestWait = 2;
    private static readonly string[] ContentTypes =
    [
        "application/json", "application/json; charset=utf-8", "application/json;charset=utf-16", "text/json", "text/plain", "application/merge-patch+json", "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x", "application/json; charset=\"", "application/json;;;", "", "*/*", "APPLICATION/JSON", "application/problem+json",
    ];

    private static readonly string[] HeaderNames =
    [
        "If-Match", "Idempotency-Key", "Last-Event-ID", "Accept", "Accept-Encoding", "Content-Encoding", "Authorization", "Orchestrator-Agent", "traceparent", "tracestate", "baggage", "Origin", "Referer",
        "Sec-Fetch-Site", "If-None-Match", "If-Modified-Since", "Range", "Expect", "X-Forwarded-For", "X-Forwarded-Host", "X-HTTP-Method-Override", "Cookie", "Mcp-Session-Id", "MCP-Protocol-Version", "Upgrade", "Date", "Via",
    ];

    // What ends a session ends mostly the same few, or none would be left.
    private static readonly string[] Ends = ["endSession", "terminateSession", "deleteSession"];

    private static readonly string[] Often = ["q", "table", "function", "column", "between"];

    private readonly IReadOnlyList<ApiOperation> _operations;
    private readonly JsonElement _schemas;

    public HttpInputs(JsonElement document)
    {
        _schemas = document.GetProperty("components").GetProperty("schemas");
        _operations = ApiOperation.ReadAll(document);
    }

    public IReadOnlyList<ApiOperation> Operations => _operations;

    /// <summary>A request for any operation, each as likely as another.</summary>
    public Gen<HttpInput> Any => Gen.Elements<ApiOperation>(_operations).SelectMany(operation => Of(operation));

    /// <summary>A request for one.</summary>
    public Gen<HttpInput> Of(ApiOperation operation) =>
        from number in Gen.Choose(1, int.MaxValue)
        from led in Gen.Choose(0, 2)
        from input in led == 0 ? Of(operation, null) : Of(operation, $"f{number}")
        select input;

    private Gen<HttpInput> Of(ApiOperation operation, string? made) =>
        (from target in Target(operation, made)
         from headers in Headers(operation)
         from body in Body(operation)
         from type in Gen.Frequency((15, Gen.Constant("application/json")), (1, Gen.Elements(ContentTypes)))
         from method in Gen.Frequency((40, Gen.Constant(operation.Method)), (1, Gen.Elements("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "QUERY", "get", "TRACE")))
         from leaves in Gen.Frequency((60, Gen.Constant<int?>(null)), (1, Gen.Choose(0, 20).Select(ms => (int?)ms)))
         select new HttpInput
         {
             Operation = operation.Id,
             Method = method,
             Target = target,
             Headers = body is null ? headers : [.. headers, new("Content-Type", type)],
             Body = body,
             Leads = made is null ? [] : Leads.Of(operation, made),
             LeavesAfterMilliseconds = leaves,
         }).Where(input => input.AskedWait <= LongestWait);

    private static Gen<string> Target(ApiOperation operation, string? made)
    {
        Gen<string> path = operation.Parameters.Where(parameter => parameter.In == "path").Aggregate(
            Gen.Constant(operation.Path),
            (before, parameter) =>
                from text in before
                from value in Gen.Frequency(
                    (12, made is not null && Leads.IsNamed(operation, parameter.Name) ? Gen.Constant(made) : Ends.Contains(operation.Id) ? Gen.Elements(Pools.Sessions.TakeLast(4)) : Pools.Of(parameter.Name, operation.PathOwner) ?? Gen.Constant("x")),
                    (1, HostileText.Any.Select(Short)))
                select text.Replace($"{{{parameter.Name}}}", Escape(value), StringComparison.Ordinal));
        return Gen.Elements(0, 10, 10, 40).SelectMany(percent => operation.Parameters.Where(parameter => parameter.In == "query").Aggregate(
            path,
            (before, parameter) =>
                from text in before
                from wanted in Gen.Choose(0, 99)
                from value in wanted < (Often.Contains(parameter.Name) ? 90 : percent) ? QueryValue(operation, parameter) : Gen.Constant<string?>(null)
                from twice in Gen.Choose(0, 40)
                let separator = text.Contains('?', StringComparison.Ordinal) ? '&' : '?'
                let piece = value is null ? string.Empty : $"{separator}{parameter.Name}={Escape(Short(value))}"
                select text + piece + (twice == 0 && piece.Length > 0 ? $"&{parameter.Name}={Escape(Short(value!))}" : string.Empty)));
    }

    private static Gen<string?> QueryValue(ApiOperation operation, ApiParameter parameter)
    {
        JsonElement schema = parameter.Schema;
        Gen<string> usual = Pools.Of(parameter.Name, operation.PathOwner)
            ?? (parameter.Name == "wait" ? Gen.Elements("0", "0.05", "0.2")
                : parameter.Name == "filter" ? Gen.Elements("status:active", "status=active", "type:a,b", "createdAt>2026-01-01", "from:a1", "a", "from:a1;to:a2", "status!=x")
                : parameter.Name is "column" or "groupBy" ? Gen.Elements("status", "type", "id", "priority", "cost", "inputTokens", "createdAt", "model", "from_agent")
                : schema.TryGetProperty("enum", out JsonElement words) ? Gen.Elements(words.EnumerateArray().Select(word => word.GetString()!))
                : schema.TryGetProperty("type", out JsonElement type) && (type.ValueEquals("integer") || type.ValueEquals("number")) ? Gen.Elements("1", "2", "10", "50", "0", "500")
                : type.ValueKind == JsonValueKind.String && type.ValueEquals("boolean") ? Gen.Elements("true", "false", "True", "1")
                : Gen.Elements("a", "blue", "active", "welcome", "fix"));
        return Gen.Frequency((3, usual), (1, HostileText.Any)).Select(text => (string?)text);
    }

    private static Gen<IReadOnlyList<KeyValuePair<string, string>>> Headers(ApiOperation operation)
    {
        Gen<KeyValuePair<string, string>[]> none = Gen.Constant(Array.Empty<KeyValuePair<string, string>>());
        Gen<KeyValuePair<string, string>[]> key = Gen.Choose(1, 200).Select(n => new[] { KeyValuePair.Create("Idempotency-Key", $"key-{n}") });
        Gen<KeyValuePair<string, string>[]> hostile =
            from name in Gen.Elements(HeaderNames)
            from value in Gen.Frequency((3, HostileText.Any), (1, Gen.Elements("*", "\"1\"", "W/\"2\"", "\"1\", \"2\"", "gzip", "br;q=2", "identity;q=0", "deflate, gzip;q=0.5", "text/event-stream", "application/xml", "bytes=0-1", "100-continue",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "ff-00-00-00", "Bearer x", "Bearer orc_a_b", "Basic YTpi", "http://evil.example", "cross-site", "a1", "websocket")))
            select name == "Authorization" && !value.StartsWith("Bearer", StringComparison.Ordinal) ? [] : new[] { KeyValuePair.Create(name, Short(value)) };
        Gen<KeyValuePair<string, string>[]> tags = Gen.Elements("*", "\"1\"", "\"x\", W/\"1\"", "1", "\"").Select(value => new[] { KeyValuePair.Create("If-Match", value) });
        return from first in Gen.Frequency((3, none), (1, key))
               from second in operation.Method == "PATCH" ? Gen.Frequency((2, none), (1, tags)) : none
               from third in Gen.Frequency((8, none), (1, hostile))
               select (IReadOnlyList<KeyValuePair<string, string>>)[.. first, .. second, .. third];
    }

    private Gen<byte[]?> Body(ApiOperation operation)
    {
        if (operation.Body is not { } schema) return Gen.Frequency((30, Gen.Constant<byte[]?>(null)), (1, JsonValues.Any.Select(node => (byte[]?)Bytes(node))));
        Gen<JsonNode?> valid = new SchemaValues(_schemas, operation.Owner).Of(schema);
        if (operation.Example.ValueKind == JsonValueKind.Object)
            valid = Gen.Frequency((6, valid), (1, Gen.Constant(0).Select(_ => JsonNode.Parse(operation.Example.GetRawText()))));
        return Gen.Frequency(
            (10, valid.Select(node => (byte[]?)Bytes(node))),
            (8, valid.SelectMany(JsonMutations.Of).Select(node => (byte[]?)Bytes(node))),
            (4, valid.SelectMany(node => ByteMutations.Of(Bytes(node))).Select(bytes => (byte[]?)bytes)),
            (1, JsonValues.Any.Select(node => (byte[]?)Bytes(node))),
            (1, Gen.Constant<byte[]?>([])));
    }

    private static byte[] Bytes(JsonNode? node)
    {
        try
        {
            return node is null ? "null"u8.ToArray() : Encoding.UTF8.GetBytes(node.ToJsonString(Relaxed));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            // Half a surrogate pair can't be written; what reads can't tell is tried by bytes.
            return "{\"id\":\"\\ud800\"}"u8.ToArray();
        }
    }

    private static JsonSerializerOptions Relaxed { get; } = new() { MaxDepth = 512 };

    private static string Short(string text) => text.Length <= 5_000 ? text : text[..5_000];

    private static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            if (one is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.' or (byte)'_' or (byte)':') escaped.Append((char)one);
            else escaped.Append('%').Append(one.ToString("X2"));
        }

        return escaped.ToString();
    }
}
