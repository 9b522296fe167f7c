using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Journal;
using Orchestrator.Simulation.Cluster;
using Orchestrator.Simulation.Execution;

namespace Orchestrator.Simulation.Workloads;

/// <summary>
/// What agents do at the same time, and what must be so afterwards. A schedule has an object of its own. Whatever it chooses comes
/// from <see cref="World.Decisions"/>; what must hold is checked where it is seen, with <see cref="Must"/>.
/// </summary>
/// <param name="world">Where it happens.</param>
internal abstract class Workload(World world)
{
    private readonly List<IGrainFactory> _clients = [];

    /// <summary>The world.</summary>
    protected World World => world;

    /// <summary>What chooses.</summary>
    protected Decisions Decisions => world.Decisions;

    /// <summary>How often silos die.</summary>
    protected virtual int MostDeaths => 2;

    /// <summary>Runs the schedule; to be started as an actor.</summary>
    /// <param name="topology">Where grains live.</param>
    public async Task RunAsync(Topology topology)
    {
        GrainCluster[] clusters = [.. Enumerable.Range(0, topology == Topology.Split ? 2 : 1).Select(_ => world.NewCluster())];
        foreach (GrainCluster cluster in clusters)
        {
            await world.StartSiloAsync(cluster);
            if (topology == Topology.Cluster) await world.StartSiloAsync(cluster);
            _clients.Add(world.NewClient(cluster));
        }

        Task deaths = world.Start(() => DieAsync(topology));
        await ActAsync();
        await deaths;
        world.Calm();

        // What was on its way has come by then, and who may have missed it has looked again.
        await world.WaitAsync(TimeSpan.FromMinutes(1));
        CheckSequences();
        await CheckAsync();
    }

    /// <summary>What agents do, while everything may go wrong.</summary>
    protected abstract Task ActAsync();

    /// <summary>What must be so when nothing goes wrong any more.</summary>
    protected abstract Task CheckAsync();

    /// <summary>Says that something must be so.</summary>
    protected static void Must(bool isSo, string what)
    {
        if (!isSo) throw new SimulationException(what);
    }

    /// <summary>Finds a grain, as one of the clients.</summary>
    protected T Grain<T>(string key)
        where T : IGrainWithStringKey => _clients[Decisions.Next(_clients.Count)].GetGrain<T>(key);

    /// <summary>Calls until there is an answer, as clients do: what is refused for the time being is sent again.</summary>
    protected async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception error) when (IsPassing(error))
            {
                world.Trace.Remark($"  sent again: {error.GetType().Name}: {error.Message}");
                await PauseAsync();
            }
        }
    }

    /// <summary>Calls with an idempotency key.</summary>
    protected static Task<T> KeyedAsync<T>(string key, Func<Task<T>> call)
    {
        CallContext.IdempotencyKey = key;
        try
        {
            return call();
        }
        finally
        {
            CallContext.IdempotencyKey = null;
        }
    }

    /// <summary>Calls once.</summary>
    /// <returns>Whether there was an answer; without one it may or may not have happened.</returns>
    protected async Task<(bool IsAnswered, T? Answer)> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return (true, await call());
        }
        catch (Exception error) when (IsPassing(error))
        {
            world.Trace.Remark($"  no answer: {error.GetType().Name}: {error.Message}");
            return (false, default);
        }
    }

    /// <summary>Calls once for what gives no result.</summary>
    /// <returns>Whether there was an answer.</returns>
    protected async Task<bool> TryAsync(Func<Task> call)
    {
        (bool isAnswered, _) = await TryAsync(async () =>
        {
            await call();
            return true;
        });
        return isAnswered;
    }

    /// <summary>The host's sweep, which finds in the tables what a crash left: every minute until all is done.</summary>
    protected async Task SweepAsync(Func<bool> isDone, IReadOnlyCollection<string> conversations, IReadOnlyCollection<string> mailboxes)
    {
        while (!isDone())
        {
            await world.WaitAsync(TimeSpan.FromMinutes(1));
            foreach (string conversation in conversations.ToArray()) await TryAsync(() => Grain<IConversationGrain>(conversation).Dispatch());
            foreach (string mailbox in mailboxes) await TryAsync(() => Grain<IMailboxGrain>(mailbox).Tend());
        }
    }

    /// <summary>Checks a conversation: nothing missing, nothing twice, and what its senders were answered is there.</summary>
    protected async Task CheckConversationAsync(string conversation, IEnumerable<MessageId> answered)
    {
        IReadOnlyList<MessageView> all = await UntilAnsweredAsync(() => Grain<IConversationGrain>(conversation).GetMessages(1, 100));
        Must(all.Select(message => message.Sequence).SequenceEqual(Enumerable.Range(1, all.Count).Select(n => (long)n)), $"{conversation} has gaps");
        Must(all.DistinctBy(message => message.Id).Count() == all.Count, $"{conversation} has a message twice");
        foreach (MessageId id in answered)
            Must(all.Any(message => message.Id == id), $"{id} was acknowledged to its sender and is not in {conversation}");
    }

    /// <summary>Waits a moment, never none: who polls must not stop time.</summary>
    protected Task PauseAsync() => world.WaitAsync(TimeSpan.FromMilliseconds(20 + (Decisions.Next(8) * 300)));

    /// <summary>Whether an error goes by itself.</summary>
    protected virtual bool IsPassing(Exception error) => error is UnavailableException or OrleansException or TimeoutException;

    // The fence: each row of a grain begins behind the one before, in the order in which they were written.
    private void CheckSequences()
    {
        foreach (string grain in world.Rows.Grains)
        {
            long next = 1;
            foreach ((JournalEntry row, int events) in world.Rows.Of(grain))
            {
                Must(row.Sequence == next, $"the history of {grain} forks: a row begins at {row.Sequence} and should at {next}");
                next += events;
            }
        }
    }

    private async Task DieAsync(Topology topology)
    {
        for (int deaths = Decisions.Next(MostDeaths + 1); deaths > 0; deaths--)
        {
            await world.WaitUpToAsync(TimeSpan.FromSeconds(Decisions.Of<int>([0, 1, 30])));
            SimulatedSilo silo = world.Silos[Decisions.Next(world.Silos.Count)];
            if (topology != Topology.Embedded && Decisions.Next(2) == 1) world.Suspect(silo);
            else world.Kill(silo);
            if (topology == Topology.Embedded || Decisions.Next(2) == 0) await world.WaitUpToAsync(TimeSpan.FromSeconds(2));
            await world.StartSiloAsync(silo.Cluster);
        }
    }
}
