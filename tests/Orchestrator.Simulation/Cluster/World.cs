using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Delivery;
using Orchestrator.Grains.Agents;
using Orchestrator.Grains.Budgets;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Journal;
using Orchestrator.Journal.Checkpoints;
using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Storage;
using Orleans.Configuration;

namespace Orchestrator.Simulation.Cluster;

/// <summary>One schedule's world: silos with the real grains on one simulated journal, and clients that call them.</summary>
internal sealed class World
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(2);
    private const long MostSteps = 300_000;

    private static readonly IOptions<SiloMessagingOptions> SiloMessaging = Options.Create(new SiloMessagingOptions());
    private static readonly IOptions<GrainCollectionOptions> Collection = Options.Create(new GrainCollectionOptions());
    private static readonly IOptions<ReminderOptions> Reminding = Options.Create(new ReminderOptions());
    private static readonly IOptions<AgentOptions> Agents = Options.Create(new AgentOptions());

    private readonly List<SimulatedSilo> _silos = [];
    private readonly List<Task> _actors = [];
    private readonly InMemoryReminderTable _reminders = new();
    private readonly SimulatedSnapshots _snapshots = new();
    private readonly NetworkFilter? _network;
    private readonly TraceLog _log;
    private readonly Bugs _bugs;
    private readonly SeededRandom _random;
    private int _siloNumber;

    public World(Decisions decisions, ThreadPoolCapture pool, Trace trace, Bugs bugs)
    {
        (Decisions, Trace, _bugs) = (decisions, trace, bugs);
        _random = new(decisions.Seed);
        IdentifierText.UseRandom(_random);
        ulong seed = decisions.Seed * 0x9E3779B97F4A7C15;
        IStrategy strategy = decisions.Seed % 3 == 0 ? new PriorityStrategy(seed, 40) : new RandomWalk(seed);
        Execution = new(decisions, strategy, pool, trace) { JumpEvery = decisions.Of<int>([0, 0, 400, 60]) };
        Faults = new(decisions);
        Rows = new(trace) { HasFence = !bugs.HasFlag(Bugs.NoFence), KeepsMetadata = !bugs.HasFlag(Bugs.ForgetsKeys) };
        int loses = decisions.Of<int>([-1, -1, 0, 40]);
        if (loses >= 0) _network = new(Execution, decisions, loses);
        _log = new(trace);
    }

    /// <summary>Everything that could go another way.</summary>
    public Decisions Decisions { get; }

    /// <summary>What happened.</summary>
    public Trace Trace { get; }

    /// <summary>Runs it.</summary>
    public SimulatedExecution Execution { get; }

    /// <summary>What goes wrong in the journal.</summary>
    public StoreFaults Faults { get; }

    /// <summary>What is in the journal.</summary>
    public JournalRows Rows { get; }

    /// <summary>Whether several processes append to the journal.</summary>
    public bool IsShared { get; init; }

    /// <summary>The clock.</summary>
    public SimulatedTime Time => Execution.Time;

    /// <summary>The silos that take calls, oldest first.</summary>
    public IReadOnlyList<SimulatedSilo> Silos => _silos;

    /// <summary>Makes a cluster without silos. Two clusters on one journal are one that fell apart: each believes to have all grains.</summary>
    public GrainCluster NewCluster() => new() { Control = Execution };

    /// <summary>Starts a silo in a cluster.</summary>
    public async Task<SimulatedSilo> StartSiloAsync(GrainCluster cluster)
    {
        var journal = new SimulatedJournal(Rows, Execution, Decisions, Faults, IsShared) { AnswersEarly = _bugs.HasFlag(Bugs.AnswersEarly) };
        SiloServices services = new SiloServices(_log)
            .Add<TimeProvider>(Time)
            .Add<IJournal>(journal)
            .Add(new EventSourcingServices(journal, _snapshots, Time, _log) { Random = _random })
            .Add(new BudgetAnswers(journal, Time))
            .Add(Agents)
            .Add(SiloMessaging)
            .Add(Collection)
            .Add<IEnumerable<IDeliveryMethod>>([])
            .Add<ICheckpointStore>(new NoCheckpoints());
        if (_network is not null) services.Add<IEnumerable<IOutgoingGrainCallFilter>>([_network]);
        var silo = new Silo(services, cluster, Time, new Logger<Silo>(_log));
        services.Add(silo).Add(silo.GrainFactory).Add<IGrainFactory>(silo.GrainFactory);
        var reminders = new ReminderService(services, silo, _reminders, Reminding, new Logger<ReminderService>(_log));
        services.Add(reminders).Add<IEnumerable<ILifecycleParticipant<ISiloLifecycle>>>([reminders]);
        await silo.StartAsync(CancellationToken.None);
        var simulated = new SimulatedSilo(silo, journal, cluster, ++_siloNumber);
        _silos.Add(simulated);
        Trace.Note($"silo {simulated.Number} started");
        return simulated;
    }

    /// <summary>Ends a silo's process.</summary>
    public void Kill(SimulatedSilo silo)
    {
        Trace.Note($"silo {silo.Number} is killed");
        _silos.Remove(silo);
        silo.Journal.Die();
        silo.Silo.Dispose();
    }

    /// <summary>Has the others take a silo for dead, which runs on: a process that was paused, or is cut off.</summary>
    public void Suspect(SimulatedSilo silo)
    {
        Trace.Note($"silo {silo.Number} is taken for dead");
        _silos.Remove(silo);
        silo.Silo.Dispose();
    }

    /// <summary>Makes a client of a cluster.</summary>
    public IGrainFactory NewClient(GrainCluster cluster)
    {
        var services = new SiloServices(_log);
        var caller = new LocalCaller(cluster, silo: null, Time, SiloMessaging.Value, _network is null ? [] : [_network]);
        return new GrainFactory(caller, new("client", services, [], _log));
    }

    /// <summary>Has someone act at the same time as everybody else.</summary>
    public Task Start(Func<Task> actor)
    {
        Task running = Execution.Start(actor);
        _actors.Add(running);
        return running;
    }

    /// <summary>Waits in simulated time.</summary>
    public Task WaitAsync(TimeSpan time) => Task.Delay(time, Time, CancellationToken.None);

    /// <summary>Waits a time that is decided, up to a longest.</summary>
    public Task WaitUpToAsync(TimeSpan longest) => WaitAsync(longest * (Decisions.Next(16) / 15.0));

    /// <summary>Nothing goes wrong from here on: what is left must come right by itself.</summary>
    public void Calm()
    {
        Trace.Note("calm");
        Faults.End();
        _network?.Calm();
        Execution.JumpEvery = 0;
    }

    /// <summary>Runs until all actors have ended.</summary>
    public void Run()
    {
        Execution.RunUntil(HaveEnded, Longest, MostSteps);
        foreach (Task actor in _actors)
        {
            if (actor.Exception is { } error) throw error.InnerException as SimulationException ?? new SimulationException($"an actor failed: {error.InnerException}", error.InnerException);
        }
    }

    // The first that failed is enough to know.
    private bool HaveEnded() => _actors.TrueForAll(static actor => actor.IsCompleted) || _actors.Exists(static actor => actor.IsFaulted);
}
