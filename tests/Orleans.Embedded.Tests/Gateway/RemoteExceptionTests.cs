using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Orleans.Embedded.Tests.Gateway;

public sealed class RemoteExceptionTests : IAsyncLifetime
{
    private GatewayHost _host = null!;
    private IDepotGrain _depot = null!;

    public async Task InitializeAsync()
    {
        _host = await GatewayHost.StartAsync();
        _depot = (await _host.ConnectAsync()).GetGrain<IDepotGrain>("a");
    }

    public Task DisposeAsync() => _host.DisposeAsync().AsTask();

    [Fact]
    public async Task An_exception_of_the_contracts_comes_back_as_itself_with_its_data()
    {
        var thrown = await Assert.ThrowsAsync<ParcelLostException>(() => _depot.Fail("lost"));
        Assert.Equal("The parcel 7 is lost", thrown.Message);
        Assert.Equal("7", thrown.Number);
        Assert.Equal("look again", thrown.Data["hint"]);
    }

    [Fact]
    public async Task Exceptions_of_the_runtime_come_back_as_themselves()
    {
        Assert.Equal("too slow", (await Assert.ThrowsAsync<TimeoutException>(() => _depot.Fail("timeout"))).Message);
        Assert.Contains("bad argument", (await Assert.ThrowsAsync<ArgumentException>(() => _depot.Fail("argument"))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _depot.Fail("cancelled"));
        Assert.Equal("gone", (await Assert.ThrowsAsync<SiloUnavailableException>(() => _depot.Fail("silo"))).Message);
    }

    [Fact]
    public async Task Inner_exceptions_come_along()
    {
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => _depot.Fail("inner"));
        Assert.Equal("8", Assert.IsType<ParcelLostException>(thrown.InnerException).Number);
        var aggregate = await Assert.ThrowsAsync<AggregateException>(() => _depot.Fail("aggregate"));
        Assert.IsType<TimeoutException>(aggregate.InnerException);
    }

    [Fact]
    public async Task An_exception_of_a_type_that_is_not_allowed_comes_back_as_a_general_one()
    {
        var thrown = await Assert.ThrowsAsync<UnavailableExceptionFallbackException>(() => _depot.Fail("unknown"));
        Assert.Equal("not in the core library", thrown.Message);
        Assert.Equal("System.Net.Http.HttpRequestException", thrown.ExceptionType);
    }

    [Fact]
    public async Task The_application_may_allow_further_types()
    {
        var client = await _host.ConnectAsync(configure: builder => builder.Services.Configure<ExceptionSerializationOptions>(
            options => options.SupportedNamespacePrefixes.Add("System.Net.Http")));
        await Assert.ThrowsAsync<System.Net.Http.HttpRequestException>(() => client.GetGrain<IDepotGrain>("a").Fail("unknown"));
    }
}
