using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Grains.Agents;

/// <content>
/// Stalls. The grain does not see what its agent does with messages; the host finds a stall in the tables and tells it, and
/// the grain makes one event of it, however often it is told.
/// </content>
public sealed partial class AgentGrain
{
    /// <inheritdoc/>
    public async Task MarkStalled(AgentStall stall)
    {
        AgentState agent = Existing(State);
        if (!agent.Watched || agent.Epoch != stall.Epoch || agent.StalledSince is not null)
        {
            await CommitAsync();
            return;
        }

        await CommitAsync(new AgentStalled { At = Now(), Stall = stall }, View);
        LogStalled(Logger, this.GetPrimaryKeyString(), stall.Since, stall.HoldsCount);
    }

    /// <inheritdoc/>
    public async Task MarkResumed(long epoch)
    {
        AgentState agent = Existing(State);
        if (agent.Epoch != epoch || agent.StalledSince is not { } since)
        {
            await CommitAsync();
            return;
        }

        await CommitAsync(new AgentResumed { At = Now(), StalledSince = since }, View);
        LogResumed(Logger, this.GetPrimaryKeyString(), since);
    }

    [LoggerMessage(LogLevel.Warning, "Agent {Agent} is stalled: it beats, holds {Holds} pieces of work and made no progress since {Since}")]
    private static partial void LogStalled(ILogger logger, string agent, DateTimeOffset since, long holds);

    [LoggerMessage(LogLevel.Information, "Agent {Agent} is not stalled any more; it was since {Since}")]
    private static partial void LogResumed(ILogger logger, string agent, DateTimeOffset since);
}
