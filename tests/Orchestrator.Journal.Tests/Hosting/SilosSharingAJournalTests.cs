using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.TestingHost;

namespace Orchestrator.Journal.Tests.Hosting;

public interface ICounterGrain : IGrainWithStringKey
{
    Task<int> Increment();

    Task<int> CountReminders();
}

/// <summary>Snapshots and reminders as grains use them, on two silos in one process.</summary>
public sealed class SilosSharingAJournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_grains_state_and_reminders_survive_the_kill_of_its_silo_and_the_end_of_the_cluster()
    {
        await using (SqliteNode node = await SqliteNode.OpenAsync(_folder.FullPath))
        await using (TestCluster cluster = await DeployAsync(node.Journal))
        {
            ICounterGrain counter = cluster.GrainFactory.GetGrain<ICounterGrain>("c");
            Assert.Equal(1, await counter.Increment().SoonAsync());
            foreach (SiloHandle silo in cluster.Silos.ToList())
            {
                await cluster.StartAdditionalSiloAsync().SoonAsync();
                await cluster.KillSiloAsync(silo).SoonAsync();
            }

            Assert.Equal(2, await counter.Increment().SoonAsync());
        }

        await using SqliteNode reopened = await SqliteNode.OpenAsync(_folder.FullPath);
        await using TestCluster later = await DeployAsync(reopened.Journal);
        ICounterGrain same = later.GrainFactory.GetGrain<ICounterGrain>("c");
        Assert.Equal(1, await same.CountReminders().SoonAsync());
        Assert.Equal(3, await same.Increment().SoonAsync());
    }

    private static async Task<TestCluster> DeployAsync(SqliteJournal journal)
    {
        TestClusterBuilder builder = new(initialSilosCount: 2);
        builder.Properties[SharedJournal.Key] = SharedJournal.Share(journal);
        builder.AddSiloBuilderConfigurator<SharedJournal>();
        TestCluster cluster = builder.Build();
        await cluster.DeployAsync().SoonAsync();
        return cluster;
    }

    private sealed class SharedJournal : ISiloConfigurator
    {
        public const string Key = "SharedJournal";

        private static readonly ConcurrentDictionary<string, SqliteJournal> Journals = new(StringComparer.Ordinal);

        public static string Share(SqliteJournal journal)
        {
            string name = Guid.NewGuid().ToString("N");
            Journals[name] = journal;
            return name;
        }

        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddReminders();
            siloBuilder.Services
                .AddSqliteJournal(Journals[siloBuilder.Configuration[Key]!])
                .AddSqliteGrainStorage(options => options.Serializer = JsonSerializerOptions.Web)
                .AddSqliteReminders();
        }
    }
}

public sealed class CounterGrain(
    [PersistentState("count", SqliteGrainStorage.Name)] IPersistentState<CounterGrain.Count> count)
    : Grain, ICounterGrain, IRemindable
{
    public async Task<int> Increment()
    {
        count.State.Value++;
        await count.WriteStateAsync();
        await this.RegisterOrUpdateReminder("tick", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        return count.State.Value;
    }

    public async Task<int> CountReminders() => (await this.GetReminders()).Count;

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    public sealed class Count
    {
        public int Value { get; set; }
    }
}
