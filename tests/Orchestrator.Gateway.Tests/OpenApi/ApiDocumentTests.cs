using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
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
        Assert.Equal("integer", schemas.GetProperty("MessagePriority").GetProperty("type").GetString());
        JsonElement createdAt = schemas.GetProperty("SessionView").GetProperty("properties").GetProperty("createdAt");
        Assert.Equal("date-time", createdAt.GetProperty("format").GetString());
        Assert.False(string.IsNullOrEmpty(createdAt.GetProperty("description").GetString()));
    }

    private static string Trim(string route) => route.TrimEnd('/');
}
