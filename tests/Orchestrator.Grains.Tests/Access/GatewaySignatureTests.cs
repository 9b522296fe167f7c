// Only on Orleans is a gateway another process, whose calls come as those of a client.
#if ORLEANS
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Access;

public sealed class GatewaySignatureTests
{
    private static readonly string Alice = new Caller(TokenId.Parse("a"), AccessRole.Agent, AgentId.Parse("alice")).ToString();
    private static readonly string Admin = new Caller(TokenId.Parse("t"), AccessRole.Admin, Agent: null).ToString();

    [Fact]
    public async Task A_client_that_says_who_calls_is_not_believed()
    {
        await using OrchestratorCluster cluster = await StartClosedAsync();

        await RefusedAsync(cluster, Admin, signature: null);
        await RefusedAsync(cluster, principal: null, signature: null);
        await RefusedAsync(cluster, Admin, "made up");
    }

    [Fact]
    public async Task A_gateway_that_signs_who_calls_is_believed_and_the_caller_judged()
    {
        await using OrchestratorCluster cluster = await StartClosedAsync();
        (CallContext.Principal, CallContext.Signature) = (Alice, cluster.Signer.Sign(Alice));

        await cluster.Agent("alice").Register(new() { Name = "alice" });
        ForbiddenException error = await Assert.ThrowsAsync<ForbiddenException>(() => cluster.Agent("bob").Register(new() { Name = "bob" }));

        Assert.Contains("acts only as alice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_for_one_caller_is_none_for_another()
    {
        await using OrchestratorCluster cluster = await StartClosedAsync();

        await RefusedAsync(cluster, Admin, cluster.Signer.Sign(Alice));
        await RefusedAsync(cluster, principal: null, cluster.Signer.Sign(Alice));
    }

    [Fact]
    public async Task What_a_gateway_does_by_itself_passes()
    {
        await using OrchestratorCluster cluster = await StartClosedAsync();
        (CallContext.Principal, CallContext.Signature) = (null, cluster.Signer.Sign(principal: null));

        await cluster.Agent("alice").Settle();
    }

    private static async Task<OrchestratorCluster> StartClosedAsync()
    {
        OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Token("t").Create(new() { Name = "t", Role = AccessRole.Admin, Verifier = TokenVerifier.Of(TokenText.NewSecret()) });
        return cluster;
    }

    private static async Task RefusedAsync(OrchestratorCluster cluster, string? principal, string? signature)
    {
        (CallContext.Principal, CallContext.Signature) = (principal, signature);
        await Assert.ThrowsAsync<ForbiddenException>(() => cluster.Agent("alice").Register(new() { Name = "alice" }));
    }
}
#endif
