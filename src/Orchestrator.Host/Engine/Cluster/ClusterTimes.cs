#if ORLEANS
using Orleans.Configuration;

namespace Orchestrator.Host.Engine.Cluster;

/// <summary>
/// How soon a cluster notices what happened to its processes. Orleans's own times are for clusters that would rather wait minutes
/// than move a grain in vain; here moving one costs a read of the journal.
/// </summary>
internal static class ClusterTimes
{
    // A silo that answers no probe for these is dead: about 8 s after its last answer. Less would take a long pause for a death.
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(2);
    private const int MissedProbes = 3;

    // A cluster that was killed as a whole left rows of silos that seem to be active: who joins waits for these three times at most.
    private static readonly TimeSpan SayAlive = TimeSpan.FromSeconds(3);
    private const int MissedSayAlive = 3;

    private static readonly TimeSpan ForgetDead = TimeSpan.FromDays(1);

    // A call whose silo dies may never be answered. What waits longer on purpose asks again (GatewayOptions.LongestGrainWait).
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    /// <summary>How long one call to a mailbox may wait for a message: well within the time for an answer.</summary>
    public static TimeSpan LongestGrainWait { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Sets those of a silo.</summary>
    /// <param name="silo">The silo.</param>
    public static void Set(ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = Probe;
            membership.NumMissedProbesLimit = MissedProbes;
            membership.NumVotesForDeathDeclaration = 2; // fewer count where there are fewer silos
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
            membership.IAmAliveTablePublishTimeout = SayAlive;
            membership.NumMissedTableIAmAliveLimit = MissedSayAlive;
            membership.DefunctSiloExpiration = ForgetDead;
            membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        });
        silo.Configure<SiloMessagingOptions>(messaging =>
        {
            messaging.ResponseTimeout = Answer;
            messaging.SystemResponseTimeout = Answer;
        });
    }

    /// <summary>Sets those of a client.</summary>
    /// <param name="client">The client.</param>
    public static void Set(IClientBuilder client)
    {
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = Answer);
    }
}
#endif
