using System.Net;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Gateway.Tests.OpenApi;
using static Orchestrator.Gateway.Tests.Hosting.HttpRequests;

namespace Orchestrator.Gateway.Tests.Hostile;

/// <summary>Texts that are commands in some language: stored as texts where a text is allowed, refused elsewhere, run nowhere.</summary>
public sealed class HostileTextTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] Texts =
    [
        "'; DROP TABLE sessions; --", "\" OR \"\"=\"", "<script>alert(1)</script>", "$(rm -rf /)", "{{7*7}}", "%s%n", "a\0b", "../../etc/passwd", "\u202Eevil", "\uFFFF",
    ];

    [Fact]
    public async Task No_text_in_any_field_makes_the_host_fail()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in (await ApiDocument.ReadAsync(host)).Where(o => o.HasBody))
        {
            foreach (ApiField field in operation.Body.Where(f => f.Type is "string" or "any"))
            {
                foreach (string text in Texts)
                {
                    var body = operation.Body.Where(f => f.Required)
                        .ToDictionary(f => f.Name, f => f.Type is "integer" or "number" ? (object)1 : "a");
                    body[field.Name] = text;
                    await violations.NoFailureAsync(
                        host, Of(host, operation.Method, operation.PathWith("some-id"), JsonSerializer.SerializeToUtf8Bytes(body)), $"{field.Name} = {text}");
                }
            }
        }

        violations.AssertNone(atLeastRequests: 200);
        using Answer sessions = await host.GetAsync($"/api/v1/sessions?minPosition={await host.PositionAsync()}");
        sessions.Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_text_comes_back_as_it_was_given()
    {
        foreach (string text in Texts)
        {
            using Answer created = await host.PostAsync("/api/v1/sessions", new { name = text, metadata = new { text } });
            using Answer read = await host.GetAsync($"/api/v1/sessions/{created.Expect(HttpStatusCode.Created).Id}");
            using Answer list = await host.GetAsync($"/api/v1/sessions?minPosition={created.Position}&pageSize=1");
            Assert.Equal(text, read["name"].GetString());
            Assert.Equal(text, read["metadata"].GetProperty("text").GetString());
            Assert.Equal(text, list["items"][0].GetProperty("name").GetString());
        }
    }

    [Fact]
    public async Task No_text_in_any_query_parameter_makes_the_host_fail()
    {
        var violations = new Violations();
        foreach (ApiOperation operation in await ApiDocument.ReadAsync(host))
        {
            foreach (ApiParameter parameter in operation.Query)
            {
                foreach (string text in Texts)
                {
                    await violations.NoFailureAsync(
                        host,
                        Of(host, operation.Method, $"{operation.PathWith("some-id")}?{parameter.Name}={Uri.EscapeDataString(text)}"),
                        $"{parameter.Name} = {text}");
                }
            }
        }

        violations.AssertNone(atLeastRequests: 200);
    }
}
