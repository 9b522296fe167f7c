using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.OpenApi;

public sealed class ApiDocumentTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_lists_every_route_that_is_mapped()
    {
        IEnumerable<string> mapped = _host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>() is not null)
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}"));

        IReadOnlyList<ApiOperation> listed = await ApiDocument.ReadAsync(_host);

        Assert.Equal(mapped.Select(Trim).Order(StringComparer.Ordinal), listed.Select(o => Trim(o.ToString())).Order(StringComparer.Ordinal));
        Assert.True(listed.Count > 40);
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_an_answer_and_problems()
    {
        using Answer answer = await _host.GetAsync("/openapi/v1.json");
        var names = new HashSet<string?>();
        foreach (JsonProperty path in answer["paths"].EnumerateObject())
        {
            foreach (JsonElement operation in path.Value.EnumerateObject().Select(o => o.Value))
            {
                Assert.True(names.Add(operation.GetProperty("operationId").GetString()), $"twice: {operation.GetProperty("operationId")}");
                Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()));
                string[] statuses = [.. operation.GetProperty("responses").EnumerateObject().Select(r => r.Name)];
                Assert.Contains(statuses, s => s.StartsWith('2'));
                if (!path.Name.StartsWith("/api/", StringComparison.Ordinal)) continue;
                Assert.Contains("400", statuses);
                Assert.Contains("503", statuses);
                Assert.Equal(
                    "#/components/schemas/Problem",
                    operation.GetProperty("responses").GetProperty("400").GetProperty("content").GetProperty("application/problem+json")
                        .GetProperty("schema").GetProperty("$ref").GetString());
            }
        }
    }

    [Fact]
    public async Task Commands_and_queries_name_their_headers_and_parameters()
    {
        IReadOnlyList<ApiOperation> operations = await ApiDocument.ReadAsync(_host);

        ApiOperation create = operations.Single(o => o.ToString() == "POST /api/v1/sessions");
        ApiOperation list = operations.Single(o => o.ToString() == "GET /api/v1/sessions");
        Assert.Contains(create.Parameters, p => p is { Name: "Idempotency-Key", In: "header" });
        Assert.Equal(
            ["type", "status", "name", "projectPath", "page", "pageSize", "orderBy", "minPosition"], list.Query.Select(p => p.Name));
    }

    [Theory]
    [InlineData("a", true)]
    [InlineData("agent_x.y:z-1", true)]
    [InlineData("...", true)]
    [InlineData("..a", true)]
    [InlineData(".a.", true)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    [InlineData("a/b", false)]
    public async Task The_pattern_of_identifiers_is_the_rule(string text, bool allowed)
    {
        using Answer answer = await _host.GetAsync("/openapi/v1.json");
        string pattern = answer["components"].GetProperty("schemas").GetProperty("SessionId").GetProperty("pattern").GetString()!;

        Assert.Equal(allowed, Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(allowed, IdentifierText.IsValid(text));
    }

    [Fact]
    public async Task The_contracts_own_types_are_described_as_they_are_written()
    {
        using Answer answer = await _host.GetAsync("/openapi/v1.json");
        JsonElement schemas = answer.Expect(HttpStatusCode.OK)["components"].GetProperty("schemas");

        Assert.Equal("string", schemas.GetProperty("SessionId").GetProperty("type").GetString());
        Assert.Equal(128, schemas.GetProperty("SessionId").GetProperty("maxLength").GetInt32());
        Assert.Contains("progress_report", schemas.GetProperty("MessageType").GetProperty("enum").EnumerateArray().Select(w => w.GetString()));
        Assert.Equal("integer", schemas.GetProperty("Priority").GetProperty("type").GetString());
        JsonElement createdAt = schemas.GetProperty("SessionView").GetProperty("properties").GetProperty("createdAt");
        Assert.Equal("date-time", createdAt.GetProperty("format").GetString());
        Assert.False(string.IsNullOrEmpty(createdAt.GetProperty("description").GetString()));
    }

    [Theory]
    [InlineData("coder", true)]
    [InlineData("team:blue", true)]
    [InlineData("department:Größe & Co.", true)]
    [InlineData("any-of:capability:c#", true)]
    [InlineData("...", true)]
    [InlineData("a b", false)]
    [InlineData("..", false)]
    [InlineData("", false)]
    public async Task Recipients_are_described_as_they_are_read(string text, bool allowed)
    {
        using Answer answer = await _host.GetAsync("/openapi/v1.json");
        JsonElement schemas = answer["components"].GetProperty("schemas");
        JsonElement[] choices = [.. schemas.GetProperty("Recipients").GetProperty("oneOf").EnumerateArray()];
        string pattern = choices[0].GetProperty("pattern").GetString()!;

        Assert.Equal("string", choices[0].GetProperty("type").GetString());
        Assert.Equal("array", choices[1].GetProperty("type").GetString());
        Assert.Equal(IdentifierText.MaxLength, choices[1].GetProperty("items").GetProperty("maxLength").GetInt32());
        Assert.Equal(allowed, Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(allowed, Reads(text));
        Assert.Matches(schemas.GetProperty("AgentGroup").GetProperty("pattern").GetString()!, "department:Größe & Co.");

        static bool Reads(string text)
        {
            try
            {
                return Recipients.Parse(text) is not null;
            }
            catch (ValidationException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Asking_takes_a_message_and_a_time_and_may_be_too_late()
    {
        using Answer answer = await _host.GetAsync("/openapi/v1.json");
        JsonElement ask = answer["paths"].GetProperty("/api/v1/messages:ask").GetProperty("post");
        ApiOperation operation = (await ApiDocument.ReadAsync(_host)).Single(o => o.ToString() == "POST /api/v1/messages:ask");

        Assert.True(ask.GetProperty("responses").TryGetProperty("504", out _));
        Assert.Contains(operation.Body, field => field is { Name: "timeoutSeconds", Type: "number", Required: false });
        Assert.Contains(operation.Body, field => field is { Name: "to", Type: "string" });
        Assert.Contains(operation.Body, field => field is { Name: "from", Required: true });
        Assert.Contains(operation.Body, field => field is { Name: "content", Required: true });
    }

    [Fact]
    public async Task Who_receives_may_say_its_incarnation()
    {
        IReadOnlyList<ApiOperation> operations = await ApiDocument.ReadAsync(_host);

        foreach (string name in new[] { "GET /api/v1/agents/{id}/inbox", "POST /api/v1/agents/{id}/inbox/{messageId}/ack", "POST /api/v1/agents/{id}/inbox/{messageId}/nack", "POST /api/v1/agents/{id}/inbox/{messageId}/fail" })
            Assert.Contains(operations.Single(o => o.ToString() == name).Query, p => p is { Name: "epoch", Type: "integer", Required: false });
    }

    private static string Trim(string route) => route.TrimEnd('/');
}
