using Orchestrator.Cli.Api;
using Orchestrator.Contracts.Agents;

namespace Orchestrator.Cli.Mcp;

/// <summary>Says that an agent's process lives, as long as it does: it ends with the pipes between them.</summary>
internal static class Heartbeats
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(60);

    /// <summary>Does something, and sends heartbeats meanwhile once the agent has registered, until another incarnation did.</summary>
    /// <param name="work">What is done.</param>
    /// <param name="agent">The agent; null for none.</param>
    /// <param name="headers">Knows the incarnation.</param>
    /// <param name="findHost">Where the host is; null before it was found.</param>
    /// <param name="token">The access token.</param>
    /// <param name="time">The clock.</param>
    /// <param name="say">Tells people what happens.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task WhileAsync(
        Func<CancellationToken, Task> work, string? agent, AgentHeaders headers, Func<Uri?> findHost, string? token, TimeProvider time, Action<string> say, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task heartbeats = agent is null ? Task.CompletedTask : RunAsync(agent, headers, findHost, token, time, say, ended.Token);
        await work(ended.Token);
        await ended.CancelAsync();
        await heartbeats;
    }

    private static async Task RunAsync(
        string agent, AgentHeaders headers, Func<Uri?> findHost, string? token, TimeProvider time, Action<string> say, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        long? refused = null;
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (headers.Epoch is not { } epoch || epoch == refused || findHost() is not { } url) continue;
                try
                {
                    using var host = new HostApi(url, token);
                    await host.PostAsync(HostPath.Of("agents", agent, "heartbeat").ToString(), new Heartbeat { Epoch = epoch }, cancellationToken);
                }
                catch (HostRefusedException error)
                {
                    say($"heartbeats of {agent} end: {error.Message}");
                    refused = epoch; // the token ended, another incarnation registered, or the agent was deleted
                }
                catch (HostUnreachableException)
                {
                    // The next one may arrive.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The client is gone.
        }
    }
}
