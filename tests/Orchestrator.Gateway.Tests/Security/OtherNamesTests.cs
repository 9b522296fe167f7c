using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Security;

/// <summary>A host that others reach too: names must be known, addresses need not.</summary>
public sealed class OtherNamesTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await TestHost.StartAsync(
        services => services.Configure<GatewayOptions>(gateway => gateway.LoopbackOnly = false), folder: null, "--allowed-hosts", "build-7;Agents.Example.com");

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Theory]
    [InlineData("build-7:5080", true)]
    [InlineData("agents.example.com", true)]
    [InlineData("10.0.0.1:5080", true)]
    [InlineData("[2001:db8::1]:5080", true)]
    [InlineData("localhost", true)]
    [InlineData("evil.example", false)]
    [InlineData("build-7.evil.example", false)]
    [InlineData("10.0.0.1.evil.example", false)]
    public async Task A_name_is_served_when_it_is_known(string name, bool served)
    {
        HttpRequestMessage request = HttpRequests.Of(_host, HttpMethod.Get, "/api/v1/sessions");
        request.Headers.Host = name;
        using Answer answer = await _host.SendAsync(request);

        if (served) answer.Expect(HttpStatusCode.OK);
        else answer.ExpectProblem(HttpStatusCode.Forbidden, "forbidden-host");
    }
}
