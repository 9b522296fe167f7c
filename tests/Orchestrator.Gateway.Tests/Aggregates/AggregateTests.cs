using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Aggregates;

/// <summary>Figures over the tables.</summary>
public sealed class AggregateTests : IAsyncLifetime
{
    private readonly string _session = SharedHost.Unique("session");
    private TestHost _host = null!;
    private long _position;

    public async Task InitializeAsync()
    {
        _host = await SharedHost.GetAsync();
        foreach ((string model, int input, double cost) in ((string, int, double)[])[("big", 100, 2), ("small", 10, 0.5), ("big", 200, 4)])
            _position = await ReportAsync(model, input, cost);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Groups_come_with_the_highest_value_first()
    {
        using Answer answer = await AskAsync("function=sum&column=cost&groupBy=model");

        Assert.Equal("""{"items":[{"group":"big","value":6},{"group":"small","value":0.5}]}""", answer.Expect(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData("function=count", 3)]
    [InlineData("function=avg&column=input_tokens", 310 / 3.0)]
    [InlineData("function=min&column=input_tokens", 10)]
    [InlineData("function=max&column=input_tokens", 200)]
    public async Task Without_groups_there_is_one_row(string query, double expected)
    {
        using Answer answer = await AskAsync(query);

        Assert.Equal(expected, answer.Expect(HttpStatusCode.OK)["items"][0].GetProperty("value").GetDouble(), 6);
        Assert.Equal(1, answer["items"].GetArrayLength());
    }

    [Fact]
    public async Task Filter_takes_several_columns()
    {
        using Answer answer = await AskAsync("function=count", ",model=small");

        Assert.Equal(1, answer.Expect(HttpStatusCode.OK)["items"][0].GetProperty("value").GetDouble());
    }

    [Theory]
    [InlineData("table=secrets&function=count", "table")]
    [InlineData("table=usage&function=drop", "function")]
    [InlineData("table=usage&function=sum", "column")]
    [InlineData("table=usage&function=sum&column=model", "column")]
    [InlineData("table=usage&function=count&column=cost", "column")]
    [InlineData("table=usage&function=count&groupBy=metadata", "groupBy")]
    [InlineData("table=usage&function=count&filter=1%3D1", "filter")]
    [InlineData("table=usage&function=count&filter=model", "filter")]
    [InlineData("table=usage&function=count&filter=model%3Da,model%3Db", "filter")]
    [InlineData("function=count", "table")]
    public async Task Name_that_is_not_allowed_is_refused_with_those_that_are(string query, string field)
    {
        using Answer answer = await _host.GetAsync($"/api/v1/aggregate?{query}");

        answer.ExpectProblem(HttpStatusCode.BadRequest, "invalid", field);
    }

    private Task<Answer> AskAsync(string query, string filter = "") =>
        _host.GetAsync($"/api/v1/aggregate?table=usage&{query}&filter=session_id={_session}{filter}&minPosition={_position}");

    private async Task<long> ReportAsync(string model, int inputTokens, double cost)
    {
        using Answer answer = await _host.PostAsync("/api/v1/usage", new { agentId = "counter", sessionId = _session, model, inputTokens, cost });
        return answer.Expect(HttpStatusCode.Created).Position;
    }
}
