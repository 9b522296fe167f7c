using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Tests;

public sealed class IdentifierTests
{
    [Fact]
    public void New_identifiers_have_the_documented_form()
    {
        Assert.Matches("^session_[0-9]{13}_[0-9a-z]{9}$", SessionId.New(TimeProvider.System).Value);
        Assert.Matches("^msg_[0-9]{13}_[0-9a-z]{9}$", MessageId.New(TimeProvider.System).Value);
        Assert.Matches("^agent_test-handover_[0-9]{13}$", AgentId.New("test-handover", TimeProvider.System).Value);
    }

    [Fact]
    public void Agents_of_one_name_never_share_an_identifier()
    {
        AgentId[] ids = [.. Enumerable.Range(0, 1_000).Select(_ => AgentId.New("a", TimeProvider.System))];
        Assert.Equal(1_000, ids.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("../etc")]
    [InlineData("a b")]
    [InlineData("é")]
    [InlineData("a\0")]
    [InlineData(null)]
    public void Text_that_is_no_identifier_is_refused_by_the_fields_name(string? text)
    {
        ValidationException error = Assert.Throws<ValidationException>(() => SessionId.Parse(text, "id"));
        Assert.Equal("id", error.Field);
        Assert.Throws<ValidationException>(() => SessionId.Parse(new string('x', 129), "id"));
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    public void Text_that_no_URL_can_name_is_no_identifier(string text)
    {
        ValidationException error = Assert.Throws<ValidationException>(() => AgentId.Parse(text, "to"));
        Assert.Contains("not . or ..", error.Message, StringComparison.Ordinal);
        JsonException read = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<AgentId>($"\"{text}\"", OrchestratorJson.Input));
        Assert.Contains("not . or ..", read.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("...")]
    [InlineData(".a")]
    [InlineData("a..")]
    [InlineData(":")]
    public void Dots_are_allowed_where_there_is_more(string text) => Assert.Equal(text, AgentId.Parse(text).Value);

    [Fact]
    public void Direct_conversation_is_the_same_whoever_writes_first_and_another_for_every_pair() =>
        Prop.ForAll(
            Gen.Elements("a", "b", "a:b", "b:c", "c", "a.b").Two().Two().ToArbitrary(),
            pairs =>
            {
                (string a, string b) = (pairs.Item1.Item1, pairs.Item1.Item2);
                (string c, string d) = (pairs.Item2.Item1, pairs.Item2.Item2);
                bool same = (a == c && b == d) || (a == d && b == c);
                Assert.Equal(
                    same,
                    ConversationId.Direct(AgentId.Parse(a), AgentId.Parse(b)) == ConversationId.Direct(AgentId.Parse(c), AgentId.Parse(d)));
            }).QuickCheckThrowOnFailure();
}
