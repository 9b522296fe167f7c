using System.Globalization;
using System.Text;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Gateway.Tests.OpenApi;
using static Orchestrator.Gateway.Tests.Hosting.HttpRequests;

namespace Orchestrator.Gateway.Tests.Hostile;

/// <summary>
/// Bad input to every operation that the OpenAPI document lists: each is refused with a problem that names the field,
/// and nothing is stored.
/// </summary>
public sealed class HostileInputTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private const string SomeId = "some-id";

    private static readonly string[] BadIds =
    [
        "..%2F..%2Fetc%2Fpasswd", "%2e%2e", "..", "a%20b", "a%2Fb", "%3Cscript%3E", "'%20OR%201=1--", "%F0%9F%99%82", "%FF", "a%0Ab",
        new('x', 129),
    ];

    private IReadOnlyList<ApiOperation> _operations = [];
    private long _position;

    private IEnumerable<ApiOperation> WithBody => _operations.Where(o => o.HasBody);

    public async Task InitializeAsync()
    {
        _operations = await ApiDocument.ReadAsync(host);
        _position = await host.PositionAsync();
    }

    public async Task DisposeAsync() => Assert.Equal(_position, await host.PositionAsync());

    [Fact]
    public async Task A_value_of_another_type_names_its_field()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in WithBody)
        {
            foreach (ApiField field in operation.Body.Where(f => f.Type != "any"))
            {
                foreach (string value in OtherThan(field.Type))
                    await violations.RefusedAsync(host, Body(operation, $$"""{"{{field.Name}}":{{value}}}"""), $"{field.Name} = {value}", field.Name, $"{field.Name}[0]");
            }
        }

        violations.AssertNone(atLeastRequests: 100);
    }

    [Fact]
    public async Task The_first_missing_field_is_named()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in WithBody.Where(o => o.Body.Any(f => f.Required)))
        {
            string first = operation.Body.First(f => f.Required).Name;
            await violations.RefusedAsync(host, Body(operation, "{}"), "{}", first);
            await violations.RefusedAsync(host, Of(host, operation.Method, operation.PathWith(SomeId)), "no body", first);
        }

        violations.AssertNone(atLeastRequests: 10);
    }

    [Fact]
    public async Task An_unknown_field_is_named()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in WithBody)
            await violations.RefusedAsync(host, Body(operation, """{"'; DROP TABLE sessions;--":1}"""), "an unknown field", "'; DROP TABLE sessions;--");
        violations.AssertNone(atLeastRequests: 14);
    }

    [Fact]
    public async Task What_is_no_object_is_refused()
    {
        var violations = new Violations();
        string[] bodies =
        [
            "null", "[]", "true", "0", "\"x\"", "{", "{]", "{'a':1}", "nul", "\u0000", "{\"a\":1,}", new string('[', 100) + new string(']', 100),
            string.Concat(Enumerable.Repeat("{\"a\":", 100)) + "1" + new string('}', 100),
        ];
        foreach (ApiOperation operation in WithBody)
        {
            foreach (string body in bodies)
                await violations.RefusedAsync(host, Body(operation, body), body[..Math.Min(20, body.Length)]);
            byte[] notUtf8 = [.. "{\"a\":\""u8, 0xFF, 0xFE, .. "\"}"u8];
            await violations.RefusedAsync(host, Of(host, operation.Method, operation.PathWith(SomeId), notUtf8), "bad UTF-8");
        }

        violations.AssertNone(atLeastRequests: 14 * 14);
    }

    [Fact]
    public async Task A_body_of_2_MiB_is_refused()
    {
        var violations = new Violations();
        string large = $$"""{"a":"{{new string('x', 2 * 1024 * 1024)}}"}""";
        foreach (ApiOperation operation in WithBody)
            await violations.RefusedAsync(host, Body(operation, large), "2 MiB");
        violations.AssertNone(atLeastRequests: 14);
    }

    [Fact]
    public async Task A_bad_id_in_a_path_is_refused_everywhere()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in _operations.Where(o => o.Parameters.Any(p => p.In == "path")))
        {
            foreach (string id in BadIds)
            {
                byte[]? body = operation.HasBody ? ValidBody(operation) : null;
                string name = operation.Parameters.First(p => p.In == "path").Name;
                await violations.RefusedAsync(host, Of(host, operation.Method, operation.PathWith(id), body), $"{name} {id}", name, "id"); // dot segments are always ids
            }
        }

        violations.AssertNone(atLeastRequests: 200);
    }

    [Fact]
    public async Task A_bad_second_id_is_named_by_its_own_name()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in _operations.Where(o => o.Parameters.Count(p => p.In == "path") == 2))
        {
            string second = operation.Parameters.Last(p => p.In == "path").Name;
            string path = operation.Path.Replace("{id}", SomeId, StringComparison.Ordinal).Replace($"{{{second}}}", "a%20b", StringComparison.Ordinal);
            await violations.RefusedAsync(host, Of(host, operation.Method, path, operation.HasBody ? ValidBody(operation) : null), "a bad second id", second);
        }

        violations.AssertNone(atLeastRequests: 4);
    }

    [Fact]
    public async Task A_bad_query_parameter_is_named()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in _operations)
        {
            foreach (ApiParameter parameter in operation.Query)
            {
                foreach (string value in BadValues(parameter))
                    await violations.RefusedAsync(host, Query(operation, $"{parameter.Name}={value}"), $"{parameter.Name}={value}", parameter.Name);
            }

            if (operation.Path.StartsWith("/api/", StringComparison.Ordinal))
                await violations.RefusedAsync(host, Query(operation, "no%20such=1"), "an unknown parameter", "no such");
        }

        violations.AssertNone(atLeastRequests: 150);
    }

    [Fact]
    public async Task A_bad_order_is_refused()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in _operations.Where(o => o.Query.Any(p => p.Name == "orderBy")))
        {
            foreach (string order in new[] { "rowid", "createdAt%20desc;DROP%20TABLE%20sessions", "createdAt%20sideways", "1", "(SELECT%201)" })
                await violations.RefusedAsync(host, Query(operation, $"orderBy={order}"), $"orderBy {order}", "orderBy");
        }

        violations.AssertNone(atLeastRequests: 20);
    }

    [Fact]
    public async Task A_bad_idempotency_key_is_refused()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in _operations.Where(o => o.Parameters.Any(p => p.In == "header")))
        {
            HttpRequestMessage request = Of(host, operation.Method, operation.PathWith(SomeId), operation.HasBody ? ValidBody(operation) : null);
            await violations.RefusedAsync(host, request.With("Idempotency-Key", new string('k', 256)), "a long key", "Idempotency-Key");
        }

        violations.AssertNone(atLeastRequests: 20);
    }

    private static IEnumerable<string> OtherThan(string type) => type switch
    {
        "string" => ["12345", "true", "{}", "[]", "\"\\ud800\""],
        "integer" => ["\"x\"", "true", "1.5", "99999999999999999999", "{}", "[]"],
        "number" => ["\"x\"", "true", "{}", "[]"],
        "array" => ["\"x\"", "1", "{}", "[[]]"],
        "object" => ["\"x\"", "1", "[]"],
        _ => [],
    };

    private static IEnumerable<string> BadValues(ApiParameter parameter) => parameter.Type switch
    {
        "integer" => ["x", "-1", "1.5", "99999999999999999999", "", "1&" + parameter.Name + "=2"],
        "number" => ["x", "-1", "NaN", "1e300", ""],
        _ => ["", "a%00b", new string('x', 5_000)],
    };

    private static byte[] ValidBody(ApiOperation operation) => JsonSerializer.SerializeToUtf8Bytes(
        operation.Body.Where(f => f.Required).ToDictionary(f => f.Name, f => f.Type switch
        {
            "integer" or "number" => (object)1,
            _ => "a",
        }));

    private HttpRequestMessage Body(ApiOperation operation, string body) =>
        Of(host, operation.Method, operation.PathWith(SomeId), Encoding.UTF8.GetBytes(body));

    private HttpRequestMessage Query(ApiOperation operation, string query)
    {
        string required = string.Concat(operation.Query
            .Where(p => p.Required && !query.StartsWith($"{p.Name}=", StringComparison.Ordinal))
            .Select(p => string.Create(CultureInfo.InvariantCulture, $"&{p.Name}={p.Word ?? "x"}")));
        byte[]? body = operation.HasBody ? ValidBody(operation) : null;
        return Of(host, operation.Method, $"{operation.PathWith(SomeId)}?{query}{required}", body);
    }
}
