using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orchestrator.Journal;
using Orchestrator.Reporting.Projection;

namespace Orchestrator.Reporting.Tests;

public sealed class ReportingOptionsTests
{
    private static ReportingOptions Read(Action<ReportingOptions> configure) => new ServiceCollection()
        .AddReporting(options => options.DataDirectory = "/data")
        .AddReporting(configure)
        .BuildServiceProvider()
        .GetRequiredService<IOptions<ReportingOptions>>().Value;

    [Fact]
    public void Defaults_are_allowed() => Assert.Equal(Path.Combine("/data", "reporting.db"), Read(_ => { }).File);

    public static TheoryData<string, Action<ReportingOptions>> Wrong { get; } = new()
    {
        { "DataDirectory", o => o.DataDirectory = " " },
        { "BatchRows", o => o.BatchRows = 0 },
        { "BatchBytes", o => o.BatchBytes = 1 },
        { "GatherTime", o => o.GatherTime = TimeSpan.FromSeconds(2) },
        { "GiveWayTime", o => o.GiveWayTime = TimeSpan.FromDays(1) },
        { "WriterCacheBytes", o => o.WriterCacheBytes = 0 },
        { "ReaderMmapBytes", o => o.ReaderMmapBytes = -1 },
        { "MaxConnections", o => o.MaxConnections = 101 },
        { "QueryTimeout", o => o.QueryTimeout = TimeSpan.Zero },
        { "RetryDelay", o => o.RetryDelay = TimeSpan.FromDays(1) },
        { "MaxRetryDelay", o => o.MaxRetryDelay = TimeSpan.FromMilliseconds(1) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_option_is_refused_by_name(string name, Action<ReportingOptions> configure)
    {
        OptionsValidationException error = Assert.Throws<OptionsValidationException>(() => Read(configure));

        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adding_it_twice_adds_one_projector()
    {
        ServiceProvider services = new ServiceCollection()
            .AddSingleton<IJournal>(new MemoryJournal())
            .AddReporting(o => o.DataDirectory = "/data")
            .AddReporting(_ => { })
            .BuildServiceProvider();

        Assert.Single(services.GetServices<IHostedService>(), service => service is Projector);
    }

    [Fact]
    public void A_missing_journal_is_named()
    {
        ServiceProvider services = new ServiceCollection().AddReporting(o => o.DataDirectory = "/data").BuildServiceProvider();

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(services.GetRequiredService<ProjectionProgress>);

        Assert.Contains("AddSqliteJournal", error.Message, StringComparison.Ordinal);
    }
}
