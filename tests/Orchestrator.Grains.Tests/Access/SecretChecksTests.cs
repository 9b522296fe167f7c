using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Access;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Access;

public sealed class SecretChecksTests : IDisposable
{
    private const string Remote = "10.0.0.1";

    private static readonly TokenId Token = TokenId.Parse("t");
    private static readonly string Secret = TokenText.NewSecret();
    private static readonly TokenVerifier Verifier = TokenVerifier.Of(Secret);

    private readonly ManualTimeProvider _time = new();
    private readonly SecretChecks _checks;

    public SecretChecksTests() => _checks = new SecretChecks(_time);

    public void Dispose() => _checks.Dispose();

    [Fact]
    public async Task Wrong_secrets_of_others_never_lock_the_right_one_out()
    {
        for (int i = 0; i < SecretChecks.MaxWrongOfToken; i++) Assert.Equal((false, null), await TryAsync(TokenText.NewSecret()));

        Assert.NotNull((await TryAsync(TokenText.NewSecret())).RetryAfter);
        Assert.Equal((true, null), await TryAsync(Secret));

        _time.Advance(SecretChecks.Window);
        Assert.Equal((false, null), await TryAsync(TokenText.NewSecret()));
    }

    [Fact]
    public async Task One_that_costs_a_lot_to_try_is_not_tried_for_ever()
    {
        TokenVerifier slow = Verifier with { Iterations = TokenVerifier.MinIterations + 1 };
        for (int i = 0; i < SecretChecks.MaxWrongOfToken; i++) await _checks.TryAsync(Token, new(TokenText.NewSecret(), Remote), slow);

        Assert.NotNull((await _checks.TryAsync(Token, new(Secret, Remote), slow)).RetryAfter);
    }

    [Fact]
    public void A_token_made_here_costs_the_least_that_is_allowed_and_a_made_up_one_as_much()
    {
        Assert.Equal(TokenVerifier.MinIterations, Verifier.Iterations);
        Assert.Equal(TokenVerifier.MinIterations, TokenVerifier.OfNothing.Iterations);
        Assert.InRange(TokenVerifier.MinIterations, 1_000, 10_000);
    }

    private Task<(bool Right, TimeSpan? RetryAfter)> TryAsync(string secret) => _checks.TryAsync(Token, new(secret, Remote), Verifier);
}
