using System.Net;
using Orleans.Runtime.Messaging;

namespace Orleans.Embedded.Tests.Gateway;

public sealed class AuthenticationTests
{
    [Fact]
    public async Task The_grain_learns_who_calls_and_the_client_cannot_pretend()
    {
        await using var host = await GatewayHost.StartAsync(options => options.Authenticate = GatewayHost.ByToken);
        RequestContext.Set("orleans.principal", "somebody else");
        var ada = (await host.ConnectAsync("ada")).GetGrain<IDepotGrain>("a");
        var bob = (await host.ConnectAsync("bob")).GetGrain<IDepotGrain>("a");
        Assert.Equal("ada", await ada.Context("orleans.principal"));
        Assert.Equal("bob", await bob.Context("orleans.principal"));
        RequestContext.Clear();
    }

    [Fact]
    public async Task Without_authentication_there_is_no_principal_not_even_a_pretended_one()
    {
        await using var host = await GatewayHost.StartAsync();
        RequestContext.Set("orleans.principal", "somebody else");
        Assert.Equal(string.Empty, await (await host.ConnectAsync()).GetGrain<IDepotGrain>("a").Context("orleans.principal"));
        RequestContext.Clear();
    }

    [Theory]
    [InlineData("bad")]
    [InlineData(null)]
    public async Task A_client_without_a_good_token_is_refused_and_told_why(string? token)
    {
        await using var host = await GatewayHost.StartAsync(options => options.Authenticate = GatewayHost.ByToken);
        var thrown = await Assert.ThrowsAsync<ConnectionFailedException>(
            () => host.ConnectAsync(token, gateway: options => options.StartTimeout = TimeSpan.FromSeconds(5)));
        Assert.Contains("refused the token", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateway_tells_where_it_is()
    {
        await using var host = await GatewayHost.StartAsync();
        using var http = new HttpClient();
        var answer = await http.GetStringAsync(new Uri(host.Endpoint, "/orleans/gateways"));
        Assert.Equal($$"""{"gateways":["{{host.Gateway}}"]}""", answer);
    }

    [Fact]
    public async Task Advertised_addresses_replace_those_of_the_listeners()
    {
        await using var host = await GatewayHost.StartAsync(
            options => options.AdvertisedAddresses.Add(new("https://orchestrator.example:8443")));
        using var http = new HttpClient();
        var answer = await http.GetStringAsync(new Uri(host.Endpoint, "/orleans/gateways"));
        Assert.Equal("""{"gateways":["https://orchestrator.example:8443"]}""", answer);
    }

    [Fact]
    public async Task The_gateway_refuses_older_versions_of_HTTP()
    {
        await using var host = await GatewayHost.StartAsync();
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(host.Endpoint, "/orleans/gateway/v1"), content: null);
        Assert.Equal(HttpStatusCode.HttpVersionNotSupported, answer.StatusCode);
    }
}
