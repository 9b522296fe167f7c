using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Access;

namespace Orchestrator.Grains.Tests.Access;

public sealed class TokenStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_token_is_good_from_its_making_to_its_end_and_never_again()
    {
        TokenState made = new TokenState().Apply(Created(Start.AddDays(1)), 1);

        Assert.False(new TokenState().IsGood(Start));
        Assert.True(made.IsGood(Start));
        Assert.False(made.IsGood(Start.AddDays(1)));
        TokenState revoked = made.Apply(new TokenRevoked { At = Start.AddHours(1), RevokedBy = "me", Reason = "leaked" }, 2);
        Assert.False(revoked.IsGood(Start));
        Assert.Equal(("me", "leaked"), (revoked.View!.RevokedBy, revoked.View.RevocationReason));
    }

    [Fact]
    public void Once_revoked_no_events_and_no_clock_make_it_good_again()
    {
        Gen<TokenEvent> events = Gen.OneOf(
            Gen.Choose(1, 100).Select(days => (TokenEvent)Created(Start.AddDays(days))),
            Gen.Choose(0, 100).Select(hours => (TokenEvent)new TokenRevoked { At = Start.AddHours(hours) }));
        Prop.ForAll(
            events.ListOf().ToArbitrary(),
            Gen.Choose(-10, 1_000).ToArbitrary(),
            (history, hours) =>
            {
                TokenState state = new();
                long sequence = 0;
                foreach (TokenEvent change in history) state = state.Apply(change, ++sequence);
                bool revokedLast = history.LastOrDefault() is TokenRevoked && history.Any(change => change is TokenCreated)
                    && history.ToList().FindIndex(change => change is TokenCreated) < history.Count - 1;
                return !revokedLast || !state.IsGood(Start.AddHours(hours));
            }).QuickCheckThrowOnFailure();
    }

    private static TokenCreated Created(DateTimeOffset expiresAt) => new()
    {
        At = Start,
        Id = TokenId.Parse("t"),
        Name = "t",
        Role = AccessRole.Observer,
        ExpiresAt = expiresAt,
        Verifier = TokenVerifier.OfNothing,
    };
}
