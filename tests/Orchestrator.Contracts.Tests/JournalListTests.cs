using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Tests;

/// <summary>The lists that the journal reads and writes by itself look as the serializer's own.</summary>
public sealed class JournalListTests
{
    // The same contract without them.
    private static readonly JsonSerializerOptions Plain = WithoutLists();

    private static readonly Gen<DateTimeOffset?> Instants =
        Gen.OneOf(Gen.Constant<DateTimeOffset?>(null), Gen.Choose(0, 100_000_000).Select(n => (DateTimeOffset?)DateTimeOffset.UnixEpoch.AddMilliseconds(n * 30_000L)));

    private static readonly Gen<MessageId> Ids = Gen.Choose(0, 999).Select(n => MessageId.Parse($"msg_{n}"));

    private static readonly Gen<MessageReference> References =
        from id in Ids
        from sequence in Gen.Choose(1, int.MaxValue)
        from priority in Gen.Elements(Enum.GetValues<Priority>())
        from sentAt in Instants
        from maxRetries in Gen.OneOf(Gen.Constant<int?>(null), Gen.Choose(0, 100).Select(n => (int?)n))
        from expiresAt in Instants
        from method in Gen.Elements([null, .. Enum.GetValues<DeliveryMethod>().Select(one => (DeliveryMethod?)one)])
        from notBefore in Instants
        select new MessageReference(id, sequence, priority, sentAt ?? DateTimeOffset.UnixEpoch, maxRetries, expiresAt, method, notBefore);

    [Fact]
    public void References_are_written_and_read_as_the_serializer_does() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Gen.ArrayOf(References).ToArbitrary(), references => IsSame<MailboxEvent>(new MessagesQueued
        {
            At = DateTimeOffset.UnixEpoch,
            ConversationId = ConversationId.Parse("c"),
            Messages = references,
        })));

    [Fact]
    public void Ids_are_written_and_read_as_the_serializer_does() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Gen.ArrayOf(Ids).ToArbitrary(), ids => IsSame<MailboxEvent>(new MessagesLeased
        {
            At = DateTimeOffset.UnixEpoch,
            Messages = ids,
            Until = DateTimeOffset.UnixEpoch,
        })));

    [Theory]
    [InlineData("""[{"id":"m","sequence":2,"priority":"high","sentAt":"1970-01-01T01:00:00+01:00","maxRetries":null,"expiresAt":null,"method":null,"notBefore":null}]""")]
    [InlineData("""[{"later":{"id":"x","of":[1]},"id":"m","sequence":2,"priority":3,"sentAt":"1970-01-01T00:00:00Z","new":[[]]},{}]""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void What_other_versions_may_have_written_is_read_alike(string list)
    {
        var ours = JsonSerializer.Deserialize<IReadOnlyList<MessageReference>>(list, OrchestratorJson.Journal);
        Assert.Equal(JsonSerializer.Deserialize<IReadOnlyList<MessageReference>>(list, Plain), ours);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[7]")]
    [InlineData("[null]")]
    [InlineData("""[{"id":7}]""")]
    [InlineData("""[{"id":"m","sequence":"two"}]""")]
    [InlineData("""[{"id":"m","sequence":1.5}]""")]
    [InlineData("""[{"id":"m","sequence":null}]""")]
    [InlineData("""[{"id":"m","maxRetries":99999999999}]""")]
    [InlineData("""[{"id":"m"}""")]
    public void What_is_no_list_of_references_is_refused(string list)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<IReadOnlyList<MessageReference>>(list, Plain));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<IReadOnlyList<MessageReference>>(list, OrchestratorJson.Journal));
    }

    private static bool IsSame<TEvent>(TEvent change)
    {
        string plain = JsonSerializer.Serialize(change, Plain);
        return JsonSerializer.Serialize(change, OrchestratorJson.Journal) == plain
            && JsonSerializer.Serialize(JsonSerializer.Deserialize<TEvent>(plain, OrchestratorJson.Journal), Plain) == plain;
    }

    private static JsonSerializerOptions WithoutLists()
    {
        var options = new JsonSerializerOptions(OrchestratorJson.Journal);
        foreach (var converter in options.Converters.Where(one => one.Type is { } type && type.IsAssignableTo(typeof(System.Collections.IEnumerable))).ToArray())
            Assert.True(options.Converters.Remove(converter));
        Assert.True(options.Converters.Count < OrchestratorJson.Journal.Converters.Count);
        return options;
    }
}
