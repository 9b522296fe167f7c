#if ORLEANS
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Journaling;

namespace Orchestrator.Client.Connecting;

/// <summary>
/// Sends the token along with each call: a connection to an Orleans cluster can't be authenticated with it. Without TLS to the
/// cluster, whoever sees the network sees it.
/// </summary>
/// <param name="options">Has the token.</param>
internal sealed class TokenOfCalls(IOptions<OrchestratorClientOptions> options) : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        CallContext.Token = options.Value.Token;
        return context.Invoke();
    }
}
#endif
