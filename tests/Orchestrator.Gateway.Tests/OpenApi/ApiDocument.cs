using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.OpenApi;

/// <summary>What the OpenAPI document says of the operations, as a caller's program reads it.</summary>
internal sealed record ApiOperation(HttpMethod Method, string Path, IReadOnlyList<ApiParameter> Parameters, IReadOnlyList<ApiField> Body, bool HasBody)
{
    public IEnumerable<ApiParameter> Query => Parameters.Where(p => p.In == "query");

    /// <summary>The path with an identifier in place of each parameter.</summary>
    public string PathWith(string id) =>
        Parameters.Where(p => p.In == "path").Aggregate(Path, (path, p) => path.Replace($"{{{p.Name}}}", id, StringComparison.Ordinal));

    public override string ToString() => $"{Method} {Path}";
}

internal sealed record ApiParameter(string Name, string In, string Type, bool Required, string? Word);

internal sealed record ApiField(string Name, string Type, bool Required);

internal static class ApiDocument
{
    public static async Task<IReadOnlyList<ApiOperation>> ReadAsync(TestHost host)
    {
        using Answer answer = await host.GetAsync("/openapi/v1.json");
        JsonElement document = answer.Expect(HttpStatusCode.OK).Body;
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select Read(document, path.Name, operation),
        ];
    }

    private static ApiOperation Read(JsonElement document, string path, JsonProperty operation)
    {
        IEnumerable<JsonElement> parameters = operation.Value.TryGetProperty("parameters", out JsonElement list) ? list.EnumerateArray() : [];
        bool hasBody = operation.Value.TryGetProperty("requestBody", out JsonElement body);
        return new ApiOperation(
            HttpMethod.Parse(operation.Name),
            path,
            [.. parameters.Select(p => new ApiParameter(
                p.GetProperty("name").GetString()!,
                p.GetProperty("in").GetString()!,
                TypeOf(document, p.GetProperty("schema")),
                p.TryGetProperty("required", out JsonElement required) && required.GetBoolean(),
                p.GetProperty("schema").TryGetProperty("enum", out JsonElement words) ? words[0].GetString() : null))],
            hasBody ? FieldsOf(document, body.GetProperty("content").GetProperty("application/json").GetProperty("schema")) : [],
            hasBody);
    }

    private static IReadOnlyList<ApiField> FieldsOf(JsonElement document, JsonElement schema)
    {
        JsonElement body = Resolve(document, schema);
        HashSet<string?> required = body.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(n => n.GetString())]
            : [];
        return [.. body.GetProperty("properties").EnumerateObject().Select(p => new ApiField(p.Name, TypeOf(document, p.Value), required.Contains(p.Name)))];
    }

    private static string TypeOf(JsonElement document, JsonElement schema)
    {
        JsonElement resolved = Resolve(document, schema);
        if (!resolved.TryGetProperty("type", out JsonElement type)) return "any";
        return type.ValueKind == JsonValueKind.String
            ? type.GetString()!
            : type.EnumerateArray().Select(t => t.GetString()!).First(t => t != "null");
    }

    // The first choice that is not null.
    private static JsonElement Resolve(JsonElement document, JsonElement schema)
    {
        while (true)
        {
            if (schema.TryGetProperty("oneOf", out JsonElement choices))
            {
                schema = choices.EnumerateArray().First(c => !(c.TryGetProperty("type", out JsonElement t) && t.ValueKind == JsonValueKind.String && t.GetString() == "null"));
            }
            else if (schema.TryGetProperty("$ref", out JsonElement reference))
            {
                string name = reference.GetString()!.Split('/')[^1];
                schema = document.GetProperty("components").GetProperty("schemas").GetProperty(name);
            }
            else
            {
                return schema;
            }
        }
    }
}
