using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Orchestrator.Journal.Tests.Hosting;

public sealed class RegistrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Adding_the_journal_twice_gives_one_journal_with_both_settings()
    {
        ServiceCollection services = new();
        services.AddSqliteJournal(options => options.DataDirectory = _folder.FullPath);
        services.AddSqliteJournal(options => options.QueueCapacity = 7);
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.Same(provider.GetRequiredService<SqliteJournal>(), Assert.Single(provider.GetServices<IJournal>()));
        Assert.Same(provider.GetRequiredService<SqliteJournal>(), Assert.Single(provider.GetServices<IHostedService>()));
        JournalOptions options = provider.GetRequiredService<IOptions<JournalOptions>>().Value;
        Assert.Equal((_folder.FullPath, 7), (options.DataDirectory, options.QueueCapacity));
    }

    [Fact]
    public async Task The_journal_is_open_whenever_other_services_run_though_they_were_registered_first()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddHostedService<AppendsWhenStartedAndStopped>();
        builder.Services.AddSqliteJournal(options => options.DataDirectory = _folder.FullPath);
        using (IHost host = builder.Build())
        {
            await host.StartAsync().SoonAsync();
            await host.StopAsync().SoonAsync();
        }

        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        Assert.Equal([1, 2], (await node.Journal.ReadToEndAsync()).Select(entry => entry.Sequence));
    }

    [Fact]
    public async Task A_wrong_option_stops_the_host_at_start_with_its_name()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSqliteJournal(_ => { });
        using IHost host = builder.Build();

        OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync().SoonAsync());

        Assert.Contains("JournalOptions.DataDirectory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(JournalOptions.MaxBatchRows))]
    [InlineData(nameof(JournalOptions.MaxBatchBytes))]
    [InlineData(nameof(JournalOptions.GatherRows))]
    [InlineData(nameof(JournalOptions.QueueCapacity))]
    [InlineData(nameof(JournalOptions.ReaderConnections))]
    [InlineData(nameof(JournalOptions.WriterCacheBytes))]
    [InlineData(nameof(JournalOptions.ReaderMmapBytes))]
    [InlineData(nameof(JournalOptions.WalBytes))]
    [InlineData(nameof(JournalOptions.MaxDatabaseBytes))]
    public async Task An_option_out_of_its_limits_is_refused_by_its_name(string property)
    {
        SqliteNode node = SqliteNode.Create(_folder.FullPath, options =>
        {
            System.Reflection.PropertyInfo option = typeof(JournalOptions).GetProperty(property)!;
            option.SetValue(options, Convert.ChangeType(-1, option.PropertyType));
        });
        await using (node)
        {
            OptionsValidationException error = await Assert.ThrowsAsync<OptionsValidationException>(
                () => node.Journal.OpenAsync(CancellationToken.None));
            Assert.Contains($"JournalOptions.{property} is -1", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_journal_that_is_not_opened_yet_says_so()
    {
        await using SqliteNode node = SqliteNode.Create(_folder.FullPath);

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => node.Journal.AppendAsync(Rows.Row("a", 1), CancellationToken.None).SoonAsync());

        Assert.Equal(JournalUnavailableReason.Stopped, error.Reason);
    }

    [Fact]
    public async Task Opening_again_is_nothing_and_reopening_a_closed_one_is_refused()
    {
        SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        await node.Journal.OpenAsync(CancellationToken.None);
        SqliteJournal journal = node.Journal;
        await node.DisposeAsync();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => journal.OpenAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_reported_as_damaged_and_the_folder_stays_free()
    {
        await File.WriteAllTextAsync(_folder.File("journal.db"), new string('x', 10_000));

        JournalUnavailableException error =
            await Assert.ThrowsAsync<JournalUnavailableException>(() => SqliteNode.OpenAsync(_folder.FullPath));

        Assert.Equal(JournalUnavailableReason.Damaged, error.Reason);
        File.Delete(_folder.File("journal.db"));
        await using SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath);
        Assert.Equal(0, node.Journal.LastPosition);
    }

    private sealed class AppendsWhenStartedAndStopped(IJournal journal) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            journal.AppendAsync(Rows.Row("a", 1), cancellationToken).AsTask();

        public Task StopAsync(CancellationToken cancellationToken) =>
            journal.AppendAsync(Rows.Row("a", 2), cancellationToken).AsTask();
    }
}
