// A client of an Orleans cluster can do none of this from outside: its calls are refused once there is a token.
#if !ORLEANS
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Access;

public sealed class TokenGrainTests
{
    private static readonly string Secret = TokenText.NewSecret();
    private static readonly TokenVerifier Verifier = TokenVerifier.Of(Secret);

    [Fact]
    public async Task A_revoked_token_stays_revoked_after_a_kill()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Token("t").Create(Command());
        await first.Token("u").Create(Command());
        Assert.Equal(AccessRole.Operator, (await first.Token("t").Verify(new(Secret, null))).Caller?.Role);
        Committed<TokenView> revoked = await first.Token("t").Revoke(new() { Reason = "leaked" });
        Assert.Null((await first.Token("t").Verify(new(Secret, null))).Caller);

        OrchestratorCluster second = await first.KillAndRestartAsync();
        await using (second)
        {
            Assert.Equal(revoked.Value, await second.Token("t").Get());
            Assert.Null((await second.Token("t").Verify(new(Secret, null))).Caller);
            Assert.NotNull((await second.Token("u").Verify(new(Secret, null))).Caller);
            Assert.Equal(revoked.Value, (await second.Token("t").Revoke(new())).Value);
        }
    }

    [Fact]
    public async Task A_token_is_made_once_and_its_secret_must_be_hashed_well()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Token("t").Create(Command());

        await Assert.ThrowsAsync<ConflictException>(() => cluster.Token("t").Create(Command()));
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Token("no").Get());
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Token("no").Revoke(new()));
        ValidationException weak = await Assert.ThrowsAsync<ValidationException>(
            () => cluster.Token("w").Create(Command() with { Verifier = Verifier with { Iterations = TokenVerifier.MinIterations - 1 } }));
        Assert.Equal("verifier.iterations", weak.Field);
    }

    [Fact]
    public async Task Secrets_of_unknown_tokens_and_wrong_ones_are_nobodys()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Token("t").Create(Command());

        Assert.Equal(new TokenCheck(null), await cluster.Token("t").Verify(new(TokenText.NewSecret(), "10.0.0.1")));
        Assert.Equal(new TokenCheck(null), await cluster.Token("no").Verify(new(Secret, "10.0.0.1")));
    }

    private static CreateToken Command() => new() { Name = "t", Role = AccessRole.Operator, Verifier = Verifier };
}
#endif
