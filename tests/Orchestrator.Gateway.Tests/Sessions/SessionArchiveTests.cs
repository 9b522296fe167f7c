using System.Net;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Sessions;

public sealed class SessionArchiveTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Archiving_puts_away_what_ended_long_enough_ago_and_leaves_the_rest()
    {
        using Answer open = await host.PostAsync("/api/v1/sessions");
        using Answer ended = await host.PostAsync("/api/v1/sessions");
        using Answer end = await host.PostAsync($"/api/v1/sessions/{ended.Id}/end");
        using Answer projected = await host.GetAsync($"/api/v1/sessions?minPosition={end.Position}");

        using Answer byDefault = await host.PostAsync("/api/v1/sessions:archive");
        using Answer today = await host.PostAsync("/api/v1/sessions:archive", new { olderThanDays = 0 });

        Assert.Equal(0, byDefault.Expect(HttpStatusCode.OK)["archived"].GetInt32());
        Assert.Equal(1, today.Expect(HttpStatusCode.OK)["archived"].GetInt32());
        Assert.Equal(0, today["failed"].GetInt32());
        using Answer archived = await host.GetAsync($"/api/v1/sessions/{ended.Id}");
        using Answer untouched = await host.GetAsync($"/api/v1/sessions/{open.Id}");
        Assert.Equal("archived", archived["status"].GetString());
        Assert.Equal("active", untouched["status"].GetString());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(36_501)]
    public async Task A_number_of_days_out_of_range_is_refused(int olderThanDays)
    {
        using Answer refused = await host.PostAsync("/api/v1/sessions:archive", new { olderThanDays });

        refused.ExpectProblem(HttpStatusCode.BadRequest, "invalid", "olderThanDays");
    }
}
