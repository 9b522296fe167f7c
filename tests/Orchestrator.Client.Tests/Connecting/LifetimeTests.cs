using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Orchestrator.Client.Tests.Hosting;

namespace Orchestrator.Client.Tests.Connecting;

public sealed class LifetimeTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task A_connection_leaves_signals_to_its_program()
    {
        using var log = new Categories();
        await using (await OrchestratorConnection.OpenAsync(
            options => options.Endpoint = fixture.Host.Url, logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log)))
        {
            // A console lifetime says that it listens for Ctrl-C, which it then takes from the program.
            Assert.DoesNotContain("Microsoft.Hosting.Lifetime", log.Written.Keys);
        }

        Assert.NotEmpty(log.Written);
    }

    private sealed class Categories : ILoggerProvider
    {
        public ConcurrentDictionary<string, bool> Written { get; } = new(StringComparer.Ordinal);

        public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

        public void Dispose()
        {
        }

        private sealed class Category(Categories all, string name) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                all.Written[name] = true;
        }
    }
}
