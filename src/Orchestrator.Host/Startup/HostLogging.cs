using Microsoft.Extensions.Logging.Console;

namespace Orchestrator.Host.Startup;

/// <summary>What is logged, and where: to standard error, a line each.</summary>
internal static class HostLogging
{
    // What these say of a failed start is said in one line by StartupFailure.
    private static readonly string[] SpeakOfFailedStarts = ["Microsoft.Extensions.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Sets up logging; the section <c>Logging</c> of the configuration has the last word.</summary>
    /// <param name="builder">The host's builder.</param>
    public static void AddHostLogging(this WebApplicationBuilder builder)
    {
        StartPhase phase = new();
        builder.Services.AddSingleton(phase);
        builder.Services.AddHostedService(_ => phase);
        builder.Logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Orchestrator", LogLevel.Information)
            // It begins a span and a log scope for every request as soon as any level is on; spans come with a listener.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddConfiguration(builder.Configuration.GetSection("Logging"))
            .AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.ColorBehavior = LoggerColorBehavior.Default;
            });
        builder.Services.AddSingleton<ConsoleFormatter, CleanConsoleFormatter>();
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.FormatterName = CleanConsoleFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        foreach (string category in SpeakOfFailedStarts)
            builder.Logging.AddFilter(category, level => phase.Over && level >= LogLevel.Warning);
    }

    /// <summary>Knows whether the host has started.</summary>
    private sealed class StartPhase : IHostedLifecycleService
    {
        public bool Over { get; private set; }

        public Task StartedAsync(CancellationToken cancellationToken)
        {
            Over = true;
            return Task.CompletedTask;
        }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
