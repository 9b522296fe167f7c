using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Access;

namespace Orchestrator.Grains.Tests.Access;

public sealed class AccessRuleTests
{
    [Fact]
    public void Every_method_of_every_grain_interface_has_a_rule_and_no_other_has()
    {
        string[] methods =
        [
            .. typeof(ISessionGrain).Assembly.GetTypes()
                .Where(type => type.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(type))
                .SelectMany(type => type.GetMethods(), (type, method) => $"{type.Name}.{method.Name}")
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(methods, AccessRules.Methods.Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Order(StringComparer.Ordinal));
        Assert.All(AccessRules.Methods, method => Assert.Contains('/', AccessRules.Of(method)!.Operation));
    }

    [Theory]
    [InlineData(AccessRole.Observer, "token abcd (observer)", "token:abcd")]
    [InlineData(AccessRole.Agent, "token abcd (agent a:b)", "a:b")]
    [InlineData(AccessRole.Operator, "token abcd (operator a:b)", "token:abcd")]
    public void A_caller_travels_as_text(AccessRole role, string described, string actor)
    {
        var caller = new Caller(
            Contracts.Identifiers.TokenId.Parse("abcd"),
            role,
            role == AccessRole.Observer ? null : Contracts.Identifiers.AgentId.Parse("a:b"),
            role == AccessRole.Agent ? DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_123) : null);

        Assert.Equal(caller, Caller.TryParse(caller.ToString()));
        Assert.Equal(described, caller.Describe());
        Assert.Equal(actor, caller.Actor);
    }

    [Theory]
    [InlineData("")]
    [InlineData(Caller.Nobody)]
    [InlineData("abcd King  0")]
    [InlineData("abcd Admin  x")]
    [InlineData("abcd Admin 0")]
    [InlineData("a/b Admin  0")]
    public void What_is_no_caller_is_nobody(string text) => Assert.Null(Caller.TryParse(text));

    [Theory]
    [InlineData("orc_abcdefghijkl_0123456789012345678901234567890123456789012", "abcdefghijkl")]
    [InlineData("orc_token_ab_0123456789012345678901234567890123456789_-_", "token_ab")]
    public void A_token_is_taken_apart_from_its_end(string text, string id)
    {
        Assert.True(TokenText.TryParse(text, out Contracts.Identifiers.TokenId parsed, out string? secret));
        Assert.Equal(id, parsed.Value);
        Assert.Equal(43, secret.Length);
        Assert.Equal(text, TokenText.Of(parsed, secret));
    }
}
