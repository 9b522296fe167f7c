using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Sessions;

namespace Orchestrator.Gateway.Sessions;

/// <summary>Archives sessions that ended long ago: the tables find them, each session decides for itself.</summary>
internal static class SessionArchive
{
    private const int MaxSessions = 10_000;
    private const int AtOnce = 32;

    /// <summary>Archives them.</summary>
    public static async Task<Changed<ArchivedSessions>> RunAsync(
        Body<ArchiveSessions> body, SessionQueries sessions, IGrainFactory grains, TimeProvider time, CancellationToken cancellationToken)
    {
        DateTimeOffset cutoff = time.GetUtcNow() - body.Value.OlderThan();
        IReadOnlyList<SessionId> ended = await sessions.ListEndedBeforeAsync(cutoff, MaxSessions, cancellationToken);
        var outcome = new Outcome();
        await Parallel.ForEachAsync(
            ended,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (id, _) => await outcome.AddAsync(id, grains.GetGrain<ISessionGrain>(id.Value)));
        return new(outcome.ToAnswer());
    }

    private sealed class Outcome
    {
        private readonly Lock _lock = new();
        private readonly List<ArchiveFailure> _failures = [];
        private int _archived;
        private long _position;

        public async Task AddAsync(SessionId id, ISessionGrain session)
        {
            try
            {
                Committed<SessionView> committed = await session.Archive();
                lock (_lock)
                {
                    _archived++;
                    _position = Math.Max(_position, committed.Position);
                }
            }
            catch (OrchestratorException error)
            {
                lock (_lock) _failures.Add(new(id, error.Code, error.Message));
            }
        }

        public Committed<ArchivedSessions> ToAnswer() => new(new(_archived, _failures.Count, _failures), _position);
    }
}
