#if ORLEANS
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.Access;

namespace Orchestrator.Host.Engine.Cluster.Trust;

/// <summary>Signs for whom each call is made, so that silos believe this process as they believe their own faces.</summary>
/// <param name="signer">Has the cluster's key.</param>
internal sealed class SigningFilter(PrincipalSigner signer) : IOutgoingGrainCallFilter
{
    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        CallContext.Signature = signer.Sign(CallContext.Principal);
        return context.Invoke();
    }
}
#endif
