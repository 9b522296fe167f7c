using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Errors;
using Orchestrator.Gateway.Operations;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Problems;

public sealed class ProblemTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public async Task InitializeAsync() => _host = await SharedHost.GetAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1")]
    [InlineData("/api/v1/handovers")]
    [InlineData("/api/v1/agents/a/letters")]
    [InlineData("/api/v2/sessions")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using Answer missing = await _host.GetAsync(path);

        missing.ExpectProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        using Answer refused = await _host.SendAsync(HttpMethod.Put, "/api/v1/sessions");

        refused.ExpectProblem(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.Equal(["GET", "POST"], refused.Response.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task A_query_for_a_position_that_does_not_come_is_unavailable()
    {
        using Answer refused = await _host.GetAsync($"/api/v1/sessions?minPosition={long.MaxValue}");

        refused.ExpectProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(refused.Response.Headers.RetryAfter);
    }

    [Fact]
    public async Task A_failure_of_the_hosts_own_tells_a_trace_id_and_nothing_else()
    {
        await using TestHost host = await TestHost.StartAsync(
            services => services.AddSingleton<IJournalProbe>(new Failing(new InvalidOperationException("secret"))));
        using Answer failed = await host.GetAsync("/readyz");

        failed.ExpectProblem(HttpStatusCode.InternalServerError, "internal");
        Assert.DoesNotContain("secret", failed.Text, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(failed["traceId"].GetString()));
    }

    [Theory]
    [InlineData(typeof(TimeoutException))]
    [InlineData(typeof(OperationCanceledException))]
    public async Task What_may_pass_is_unavailable(Type error)
    {
        await using TestHost host = await TestHost.StartAsync(
            services => services.AddSingleton<IJournalProbe>(new Failing((Exception)Activator.CreateInstance(error)!)));
        using Answer failed = await host.GetAsync("/readyz");

        failed.ExpectProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
    }

    [Fact]
    public async Task An_unavailable_journal_is_unavailable_with_its_own_words()
    {
        await using TestHost host = await TestHost.StartAsync(
            services => services.AddSingleton<IJournalProbe>(new Failing(new UnavailableException("no room"))));
        using Answer failed = await host.GetAsync("/readyz");

        failed.ExpectProblem(HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal("no room", failed["detail"].GetString());
    }

    private sealed class Failing(Exception error) : IJournalProbe
    {
        public Task<string?> FailureAsync(CancellationToken cancellationToken) => Task.FromException<string?>(error);
    }
}
