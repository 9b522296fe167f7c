using System.Collections.Concurrent;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Filters;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> Double(int number);

    Task Fail();

    Task<string> Context(string key);

    Task<int> DoubleElsewhere(string other, int number);
}

public sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        FilterTests.Note("grain", context);
        await context.Invoke();
        if (context.MethodName == nameof(Double)) context.Result = (int)context.Result! + 1000;
    }

    public Task<int> Double(int number) => Task.FromResult(number * 2);

    public Task Fail() => throw new InvalidOperationException("failed");

    public Task<string> Context(string key) => Task.FromResult($"{RequestContext.Get(key)}");

    public Task<int> DoubleElsewhere(string other, int number) =>
        GrainFactory.GetGrain<IFilteredGrain>(other).Double(number);
}

public sealed class NamedFilter : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        FilterTests.Note("class", context);
        await context.Invoke();
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        FilterTests.Note("out class", context);
        await context.Invoke();
    }
}

public sealed class FilterTests
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> Notes = new();
    private readonly string _key = Signals.New();

    internal static void Note(string filter, IGrainCallContext context) =>
        Notes.GetOrAdd(context.TargetId.Key.ToString()!, _ => new()).Enqueue(filter);

    [Fact]
    public async Task Incoming_filters_run_in_the_order_they_were_added_and_the_grain_itself_last()
    {
        await using var silos = await TestSilos.StartAsync(silo => silo
            .AddIncomingGrainCallFilter(async context =>
            {
                Note("first", context);
                await context.Invoke();
                Note("first after", context);
            })
            .AddIncomingGrainCallFilter<NamedFilter>()
            .AddIncomingGrainCallFilter(new NamedFilter()));
        Assert.Equal(1042, await silos.Grain<IFilteredGrain>(_key).Double(21));
        Assert.Equal(["first", "class", "class", "grain", "first after"], Notes[_key]);
    }

    [Fact]
    public async Task Outgoing_filters_of_client_and_silo_are_their_own()
    {
        await using var silos = await TestSilos.StartAsync(
            silo => silo.AddOutgoingGrainCallFilter<NamedFilter>(),
            client => client.AddOutgoingGrainCallFilter(async context =>
            {
                Note("client", context);
                Assert.Null(context.SourceContext);
                await context.Invoke();
            }));
        var other = Signals.New();
        await silos.Grain<IFilteredGrain>(_key).DoubleElsewhere(other, 1);
        Assert.Equal(["client", "grain"], Notes[_key]);
        Assert.Equal(["out class", "grain"], Notes[other]);
    }

    [Fact]
    public async Task A_filter_sees_the_method_and_its_arguments_and_may_change_them()
    {
        await using var silos = await TestSilos.StartAsync(silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            Assert.Equal(nameof(IFilteredGrain.Double), context.InterfaceMethod.Name);
            Assert.Equal(typeof(FilteredGrain), context.ImplementationMethod.DeclaringType);
            Assert.IsType<FilteredGrain>(context.Grain);
            Assert.Equal(context.TargetId, context.TargetContext.GrainId);
            Assert.Equal(1, context.Request.GetArgumentCount());
            context.Request.SetArgument(0, (int)context.Request.GetArgument(0)! + 1);
            await context.Invoke();
        }));
        Assert.Equal(1006, await silos.Grain<IFilteredGrain>(_key).Double(2));
    }

    [Fact]
    public async Task A_filter_may_answer_instead_of_the_grain()
    {
        await using var silos = await TestSilos.StartAsync(silo => silo.AddIncomingGrainCallFilter(context =>
        {
            context.Result = 5;
            return Task.CompletedTask;
        }));
        Assert.Equal(5, await silos.Grain<IFilteredGrain>(_key).Double(2));
    }

    [Fact]
    public async Task A_filter_may_replace_the_exception_of_the_grain()
    {
        await using var silos = await TestSilos.StartAsync(silo => silo.AddIncomingGrainCallFilter(async context =>
        {
            try
            {
                await context.Invoke();
            }
            catch (InvalidOperationException exception)
            {
                throw new TimeoutException($"mapped: {exception.Message}", exception);
            }
        }));
        var thrown = await Assert.ThrowsAsync<TimeoutException>(() => silos.Grain<IFilteredGrain>(_key).Fail());
        Assert.Equal("mapped: failed", thrown.Message);
    }

    [Fact]
    public async Task An_outgoing_filter_sees_the_exception_in_the_response()
    {
        Exception? seen = null;
        await using var silos = await TestSilos.StartAsync(client: client => client.AddOutgoingGrainCallFilter(async context =>
        {
            await context.Invoke();
            seen = context.Response!.Exception;
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => silos.Grain<IFilteredGrain>(_key).Fail());
        Assert.IsType<InvalidOperationException>(seen);
    }

    [Fact]
    public async Task A_filter_that_neither_goes_on_nor_answers_is_an_error()
    {
        await using var silos = await TestSilos.StartAsync(
            silo => silo.AddIncomingGrainCallFilter(_ => Task.CompletedTask));
        await Assert.ThrowsAsync<InvalidOperationException>(() => silos.Grain<IFilteredGrain>(_key).Double(1));
    }

    [Fact]
    public async Task What_an_outgoing_filter_puts_into_the_request_context_reaches_the_grain()
    {
        await using var silos = await TestSilos.StartAsync(client: client => client.AddOutgoingGrainCallFilter(context =>
        {
            RequestContext.Set("from filter", "hello");
            return context.Invoke();
        }));
        Assert.Equal("hello", await silos.Grain<IFilteredGrain>(_key).Context("from filter"));
    }
}
