using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Filters;

public interface IContextGrain : IGrainWithStringKey
{
    Task<string?> Get(string key);

    Task<string?> GetVia(string other, string key);

    Task SetAndReturn(string key, string value);

    Task<string> OnActivation();

    Task<string?> AfterAwaiting(string key);
}

public sealed class ContextGrain : Grain, IContextGrain
{
    private string _onActivation = string.Empty;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _onActivation = $"{RequestContext.Get("who")}";
        return Task.CompletedTask;
    }

    public Task<string?> Get(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task<string?> GetVia(string other, string key) => GrainFactory.GetGrain<IContextGrain>(other).Get(key);

    public Task SetAndReturn(string key, string value)
    {
        RequestContext.Set(key, value);
        return Task.CompletedTask;
    }

    public Task<string> OnActivation() => Task.FromResult(_onActivation);

    public async Task<string?> AfterAwaiting(string key)
    {
        await Task.Yield();
        await Task.Run(() => { });
        return RequestContext.Get(key) as string;
    }
}

public sealed class RequestContextTests : IAsyncLifetime
{
    private TestSilos _silos = null!;

    private IContextGrain Grain => _silos.Grain<IContextGrain>("a");

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync();

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task Values_travel_to_the_callee_and_on_to_whom_it_calls()
    {
        RequestContext.Set("who", "Ada");
        Assert.Equal("Ada", await Grain.Get("who"));
        Assert.Equal("Ada", await Grain.GetVia("b", "who"));
        Assert.Equal("Ada", await Grain.AfterAwaiting("who"));
        Assert.Equal("Ada", await _silos.Grain<IContextGrain>("fresh").OnActivation());
    }

    [Fact]
    public async Task Values_do_not_travel_back()
    {
        await Grain.SetAndReturn("back", "value");
        Assert.Null(RequestContext.Get("back"));
    }

    [Fact]
    public async Task Values_of_one_request_do_not_leak_into_the_next()
    {
        await Grain.SetAndReturn("leak", "value");
        Assert.Null(await Grain.Get("leak"));
        RequestContext.Set("leak", "mine");
        Assert.Equal("mine", await Grain.Get("leak"));
        RequestContext.Clear();
        Assert.Null(await Grain.Get("leak"));
    }

    [Fact]
    public async Task A_value_changed_after_the_call_does_not_change_the_call()
    {
        RequestContext.Set("now", "before");
        var call = Grain.AfterAwaiting("now");
        RequestContext.Set("now", "after");
        Assert.Equal("before", await call);
        Assert.True(RequestContext.Remove("now"));
        Assert.False(RequestContext.Remove("now"));
    }

    [Fact]
    public async Task Concurrent_callers_have_contexts_of_their_own()
    {
        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            await Task.Yield();
            RequestContext.Set("number", $"{i}");
            Assert.Equal($"{i}", await Grain.AfterAwaiting("number"));
        }));
    }
}
