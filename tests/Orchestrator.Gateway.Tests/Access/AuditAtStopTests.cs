using System.Net;
using System.Net.Http.Headers;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Access;

public sealed class AuditAtStopTests
{
    [Fact]
    public async Task Denials_that_were_only_counted_yet_are_in_the_audit_after_a_stop()
    {
        const int Times = 4;
        await using TestHost host = await TestHost.StartAsync();
        using Answer made = await host.PostAsync("/api/v1/tokens", new { name = "admin", role = "admin" });
        string admin = made.Expect(HttpStatusCode.Created)["token"].GetString()!;
        for (int i = 0; i < Times; i++)
        {
            using Answer denied = await host.GetAsync("/api/v1/agents");
            denied.ExpectProblem(HttpStatusCode.Unauthorized, "unauthenticated");
        }

        await host.StopAsync();
        await host.App.DisposeAsync();
        host.Http.Dispose();
        await host.InitializeAsync();
        host.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", admin);
        long position = await host.PositionAsync();
        using Answer audit = await host.GetAsync($"/api/v1/audit?kind=denied&minPosition={position}");

        Assert.Equal(Times, audit.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Sum(item => item.GetProperty("entry").GetProperty("count").GetInt64()));
    }
}
