using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.OpenApi;

/// <summary>
/// Tells the story of the document's examples to a host: each request is accepted and answered with the fields that the document
/// shows. <c>ORCHESTRATOR_RECORD_EXAMPLES=1</c> writes down what the host answers instead of comparing it.
/// </summary>
public sealed partial class ExampleTests
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Examples_of_the_document_are_what_a_host_answers()
    {
        await using TestHost host = await TestHost.StartAsync();
        JsonArray story = JsonNode.Parse(await File.ReadAllTextAsync(FilePath()))!.AsArray();
        Dictionary<string, HttpMethod> methods = await MethodsAsync(host);
        bool record = Environment.GetEnvironmentVariable("ORCHESTRATOR_RECORD_EXAMPLES") == "1";
        List<string> wrong = [];
        foreach (JsonObject step in story.Select(one => one!.AsObject()))
        {
            bool isSetup = step.ContainsKey("setup");
            Task<Answer> call = SendAsync(host, isSetup ? HttpMethod.Parse(step["setup"]!.GetValue<string>()) : methods[step["operation"]!.GetValue<string>()], step);
            foreach (JsonObject meanwhile in (step["during"]?.AsArray() ?? []).Select(one => one!.AsObject()))
            {
                using Answer done = await SendAsync(host, HttpMethod.Parse(meanwhile["setup"]!.GetValue<string>()), meanwhile);
                Assert.True(done.Status < HttpStatusCode.BadRequest, $"{meanwhile["path"]}: {done.Text}");
            }

            using Answer answer = await call;
            if (isSetup)
            {
                if (answer.Status >= HttpStatusCode.BadRequest) wrong.Add($"{step["path"]}: {(int)answer.Status} {answer.Text}");
                continue;
            }

            JsonNode? said = answer.Text switch
            {
                "" => null,
                ['{' or '[', ..] => JsonNode.Parse(answer.Text),
                _ => JsonValue.Create(answer.Text),
            };
            if (answer.Status >= HttpStatusCode.BadRequest) wrong.Add($"{step["operation"]}: {(int)answer.Status} {answer.Text}");
            else if (record) Record(step, answer.Status, said, host.Folder);
            else if (step["status"]!.GetValue<int>() != (int)answer.Status) wrong.Add($"{step["operation"]}: {(int)answer.Status}, not {step["status"]}");
            else if (!Fits(step["response"], said)) wrong.Add($"{step["operation"]}: {answer.Text}, not {step["response"]}");
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        if (record) await File.WriteAllTextAsync(FilePath(), story.ToJsonString(Written) + "\n");
    }

    [Fact]
    public async Task Every_operation_has_an_example()
    {
        using Answer document = await (await SharedHost.GetAsync()).GetAsync("/openapi/v1.json");
        List<string> without = [];
        foreach (JsonProperty operation in document["paths"].EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            string name = operation.Value.GetProperty("operationId").GetString()!;
            if (operation.Value.TryGetProperty("requestBody", out JsonElement body) && !HasExample(body)) without.Add($"{name}: request");
            foreach (JsonProperty response in operation.Value.GetProperty("responses").EnumerateObject())
            {
                bool isPlain = response.Name.StartsWith('2') && !response.Value.TryGetProperty("content", out _);
                if (!isPlain && !HasExample(response.Value)) without.Add($"{name}: {response.Name}");
            }
        }

        Assert.Empty(without);
    }

    private static bool HasExample(JsonElement place) => place.GetProperty("content").EnumerateObject().Any(type => type.Value.TryGetProperty("example", out _));

    private static async Task<Answer> SendAsync(TestHost host, HttpMethod method, JsonObject step)
    {
        using var request = new HttpRequestMessage(method, PathOf(host, step));
        if (step["request"] is { } body) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        HttpResponseMessage response = await host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (response.Content.Headers.ContentType?.MediaType == "text/event-stream") return new Answer(response, await ReadEventAsync(response));
        var answer = new Answer(response, await response.Content.ReadAsStringAsync());
        if (step["operation"]?.GetValue<string>() == "createToken" && answer.Status == HttpStatusCode.Created)
            host.Http.DefaultRequestHeaders.Authorization = new("Bearer", answer["token"].GetString()); // the first one closes the host
        if (response.Headers.TryGetValues("Journal-Position", out IEnumerable<string>? position))
        {
            // The lists of the next steps show it.
            using HttpResponseMessage seen = await host.Http.GetAsync(new Uri($"/api/v1/sessions/counts?minPosition={position.Single()}", UriKind.Relative));
        }

        return answer;
    }

    private static string PathOf(TestHost host, JsonObject step) => step["path"]!.GetValue<string>().Replace(
        "{token}", host.Http.DefaultRequestHeaders.Authorization?.Parameter?.Split('_')[1], StringComparison.Ordinal);

    // Up to the end of the first event.
    private static async Task<string> ReadEventAsync(HttpResponseMessage response)
    {
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        bool data = false;
        while (await lines.ReadLineAsync() is { } line && !(data && line.Length == 0))
        {
            text.Append(line).Append('\n');
            data |= line.StartsWith("data:", StringComparison.Ordinal);
        }

        return text.Append('\n').ToString();
    }

    private static void Record(JsonObject step, HttpStatusCode status, JsonNode? said, string folder)
    {
        step["status"] = (int)status;
        if (said is null) step.Remove("response");
        else step["response"] = JsonNode.Parse(Secret().Replace(Time().Replace(said.ToJsonString(Written).Replace(folder, "/var/lib/orchestrator", StringComparison.Ordinal), "2026-01-31T12:00:00.000Z"), "orc_${id}_SECRET"));
    }

    // The same fields with values of the same kind; null is of any kind, and of a list the first thing counts.
    private static bool Fits(JsonNode? shown, JsonNode? said) => (shown, said) switch
    {
        (null, _) or (_, null) => true,
        (JsonObject one, JsonObject other) =>
            one.Select(field => field.Key).ToHashSet(StringComparer.Ordinal).SetEquals(other.Select(field => field.Key))
            && one.All(field => Fits(field.Value, other[field.Key])),
        (JsonArray { Count: > 0 } one, JsonArray { Count: > 0 } other) => Fits(one[0], other[0]),
        (JsonArray, JsonArray) => true,
        _ => KindOf(shown) == KindOf(said),
    };

    private static JsonValueKind KindOf(JsonNode node) => node.GetValueKind() is var kind && kind == JsonValueKind.False ? JsonValueKind.True : kind;

    private static async Task<Dictionary<string, HttpMethod>> MethodsAsync(TestHost host)
    {
        using Answer document = await host.GetAsync("/openapi/v1.json");
        return document["paths"].EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .ToDictionary(operation => operation.Value.GetProperty("operationId").GetString()!, operation => HttpMethod.Parse(operation.Name), StringComparer.Ordinal);
    }

    private static string FilePath()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansOrchestrator.sln"))) folder = folder.Parent!;
        return Path.Combine(folder.FullName, "src/Orchestrator.Gateway/OpenApi/examples.json");
    }

    [GeneratedRegex("orc_(?<id>[a-z0-9]+)_[A-Za-z0-9_-]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Time();
}
