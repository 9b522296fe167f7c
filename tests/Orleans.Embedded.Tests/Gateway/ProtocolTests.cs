using System.Text.Json.Nodes;

namespace Orleans.Embedded.Tests.Gateway;

public sealed class ProtocolTests : IAsyncLifetime
{
    private const string Hello = """{"hello":1,"client":"raw"}""";
    private GatewayHost _host = null!;

    public async Task InitializeAsync() => _host = await GatewayHost.StartAsync(options =>
    {
        options.MaxFrameBytes = 10_000;
        options.MaxConcurrentCalls = 5;
        options.Authenticate = GatewayHost.ByToken;
        options.IsExposed = type => type != typeof(Calls.ICounterGrain);
    });

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task A_hello_is_answered_with_the_interfaces()
    {
        await using var client = await ConnectAsync();
        var welcome = await client.ReceiveAsync();
        Assert.Equal(1, (int)welcome!["welcome"]!);
        Assert.Equal("depot", (string)welcome["grains"]!["tests.depot"]!);
    }

    [Fact]
    public async Task A_call_is_answered()
    {
        await using var client = await WelcomedAsync();
        await client.SendAsync("""{"call":7,"to":"depot/x","on":"tests.depot","do":"Key()","timeout":5000,"args":[]}""");
        var answer = await client.ReceiveAsync();
        Assert.Equal(7, (int)answer!["result"]!);
        Assert.Equal("x", (string)answer["value"]!);
    }

    [Theory]
    [InlineData("""{"call":7,"to":"depot/x","on":"System.IDisposable","do":"Dispose()","timeout":5000,"args":[]}""", "no grain interface")]
    [InlineData("""{"call":7,"to":"depot/x","on":"tests.depot","do":"Explode()","timeout":5000,"args":[]}""", "no method")]
    [InlineData("""{"call":7,"to":"counter/x","on":"tests.depot","do":"Key()","timeout":5000,"args":[]}""", "no grain with the interface")]
    [InlineData("""{"call":7,"to":"nothing","on":"tests.depot","do":"Key()","timeout":5000,"args":[]}""", "no grain with the interface")]
    [InlineData("""{"call":7,"to":"counter/x","on":"Orleans.Embedded.Tests.Calls.ICounterGrain","do":"Add(Int32)","timeout":5000,"args":[1]}""", "no grain interface")]
    [InlineData("""{"call":7,"to":"forgetful/x","on":"Orleans.IRemindable","do":"ReceiveReminder(String,TickStatus)","timeout":5000,"args":["x",{}]}""", "no grain interface")]
    [InlineData("""{"call":7,"to":"depot/x","on":"tests.depot","do":"Other(String)","timeout":5000,"args":[]}""", "arguments")]
    [InlineData("""{"call":7,"to":"depot/x","on":"tests.depot","do":"Other(String)","timeout":5000,"args":["a","b"]}""", "arguments")]
    [InlineData("""{"call":7,"to":"depot/x","on":"tests.depot","do":"Other(String)","timeout":5000,"args":[{"a":1}]}""", "malformed")]
    public async Task A_call_that_is_not_allowed_or_not_possible_fails_alone(string call, string reason)
    {
        await using var client = await WelcomedAsync();
        await client.SendAsync(call);
        var answer = await client.ReceiveAsync();
        Assert.Equal(7, (int)answer!["failure"]!);
        Assert.Equal("Orleans.Runtime.OrleansMessageRejectionException", (string)answer["type"]!);
        Assert.Contains(reason, (string)answer["message"]!, StringComparison.Ordinal);
        await client.SendAsync("""{"ping":3}""");
        Assert.Equal(3, (int)(await client.ReceiveAsync())!["pong"]!);
    }

    [Theory]
    [InlineData("no json at all", "malformed")]
    [InlineData("[]", "malformed")]
    [InlineData("{}", "malformed")]
    [InlineData("""{"dance":1}""", "unknown-frame")]
    [InlineData("""{"hello":1,"client":"again"}""", "second-hello")]
    [InlineData("""{"call":1,"to":"depot/x"}""", "malformed")]
    public async Task A_frame_that_breaks_the_rules_ends_the_connection_with_the_reason(string frame, string code)
    {
        await using var client = await WelcomedAsync();
        await client.SendAsync(frame);
        Assert.Equal(code, (string)(await client.ReceiveAsync())!["code"]!);
        Assert.Null(await client.ReceiveAsync());
    }

    [Fact]
    public async Task A_frame_above_the_limit_ends_the_connection_before_it_is_read()
    {
        await using var client = await WelcomedAsync();
        await client.SendBytesAsync([0x7f, 0xff, 0xff, 0xff]);
        var error = await client.ReceiveAsync();
        Assert.Equal("frame-too-large", (string)error!["code"]!);
        Assert.Contains("10000", (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_can_be_called_before_the_hello()
    {
        await using var client = await RawClient.ConnectAsync(
            _host.Gateway, """{"call":7,"to":"depot/x","on":"tests.depot","do":"Key()","timeout":5000,"args":[]}""", "ada");
        Assert.Equal("no-hello", (string)(await client.ReceiveAsync())!["code"]!);
    }

    [Fact]
    public async Task A_client_name_belongs_to_the_principal_that_used_it_first()
    {
        await using var first = await WelcomedAsync();
        await using var second = await RawClient.ConnectAsync(_host.Gateway, Hello, "mallory");
        Assert.Equal("client-taken", (string)(await second.ReceiveAsync())!["code"]!);
    }

    [Fact]
    public async Task More_calls_at_once_than_allowed_are_refused()
    {
        await using var client = await WelcomedAsync();
        for (var i = 1; i <= 6; i++)
            await client.SendAsync($$"""{"call":{{i}},"to":"depot/x","on":"tests.depot","do":"Wait()","timeout":5000,"args":[]}""");
        var answer = await client.ReceiveAsync();
        Assert.Equal(6, (int)answer!["failure"]!);
        Assert.Equal("Orleans.Runtime.GatewayTooBusyException", (string)answer["type"]!);
        await _host.Grains.GetGrain<IDepotGrain>("x").Release();
        var released = new List<int>();
        for (var i = 0; i < 5; i++) released.Add((int)(await client.ReceiveAsync())!["result"]!);
        Assert.Equal([1, 2, 3, 4, 5], released.Order());
    }

    [Fact]
    public async Task A_client_that_goes_cancels_its_calls()
    {
        await using (var client = await WelcomedAsync())
        {
            await client.SendAsync("""{"call":1,"to":"depot/gone","on":"tests.depot","do":"WaitForCancellation(CancellationToken)","timeout":60000,"args":[null]}""");
            await _host.Grains.GetGrain<IDepotGrain>("gone").WaitsForCancellation();
        }

        Assert.True(await _host.Grains.GetGrain<IDepotGrain>("gone").WasCancelled());
    }

    private Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(_host.Gateway, Hello, "ada");

    private async Task<RawClient> WelcomedAsync()
    {
        var client = await ConnectAsync();
        Assert.NotNull((JsonNode?)await client.ReceiveAsync());
        return client;
    }
}
