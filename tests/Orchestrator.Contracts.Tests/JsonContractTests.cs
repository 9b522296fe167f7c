using System.Reflection;
using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;

namespace Orchestrator.Contracts.Tests;

public sealed class JsonContractTests
{
    [Theory]
    [InlineData("""[{"event":"session-created","at":"2026-01-31T12:00:00.123Z","id":"s","type":"director","status":"active","metadata":{"k":[1,2.50]}}]""", typeof(List<SessionEvent>))]
    [InlineData("""[{"event":"agent-registered","at":"2026-01-31T12:00:00.000Z","id":"a","name":"n","type":"t","epoch":1,"profile":{"capabilities":["x"],"pid":7}}]""", typeof(List<AgentEvent>))]
    [InlineData("""[{"event":"message-sent","at":"2026-01-31T12:00:00.000Z","id":"m","sequence":1,"from":"a","to":"b","type":"progress_report","priority":3,"content":{"z":"é"}}]""", typeof(List<ConversationEvent>))]
    [InlineData("""[{"event":"messages-queued","at":"2026-01-31T12:00:00.000Z","conversationId":"c","messages":[{"id":"m","sequence":1,"priority":2,"sentAt":"2026-01-31T12:00:00.000Z"}]}]""", typeof(List<MailboxEvent>))]
    public void Journaled_events_read_and_write_as_they_always_did(string json, Type type)
    {
        object events = JsonSerializer.Deserialize(json, type, OrchestratorJson.Journal)!;
        string written = JsonSerializer.Serialize(events, type, OrchestratorJson.Journal);

        // The discriminator comes first, then the event's own fields, then those of its base.
        Assert.Equal(Sorted(json), Sorted(written));
    }

    [Fact]
    public void Every_event_type_has_a_name_of_its_own()
    {
        Type[] events = [.. typeof(JournaledEvent).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(JournaledEvent)))];
        Assert.Equal(events.Length, EventNames.All.Count);
        Assert.Equal(EventNames.All.Count, EventNames.All.Distinct().Count());
        Assert.All(EventNames.All, name => Assert.Matches("^[a-z]+(-[a-z]+)+$", name));
    }

    [Theory]
    [InlineData("\"HIGH\"", Priority.High)]
    [InlineData("3", Priority.High)]
    [InlineData("\"urgent\"", Priority.Urgent)]
    public void Priorities_are_numbers_or_words(string json, Priority expected)
    {
        Assert.Equal(expected, JsonSerializer.Deserialize<Priority>(json, OrchestratorJson.Input));
        Assert.Equal($"{(int)expected}", JsonSerializer.Serialize(expected, OrchestratorJson.Http));
    }

    [Theory]
    [InlineData("""{"from":"a","content":"x","priority":5}""", "priority", "1, 2, 3, 4")]
    [InlineData("""{"from":"a","content":"x","type":"shout"}""", "type", "must be one of: text, system")]
    [InlineData("""{"from":"../a","content":"x"}""", "from", "1 to 128 of")]
    [InlineData("""{"from":"a","content":"x","maxRetris":1}""", "maxRetris", "maxRetris")]
    public void Input_error_says_where_and_what_is_allowed(string json, string field, string allowed)
    {
        JsonException error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SendMessage>(json, OrchestratorJson.Input));
        Assert.Contains(field, error.Path ?? error.Message, StringComparison.Ordinal);
        Assert.Contains(allowed, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"k\":[\"\\udc00\"]}")]
    [InlineData("{\"\\ud800\":1}")]
    public void Half_a_surrogate_pair_is_refused_before_it_is_stored(string content)
    {
        var command = new SendMessage
        {
            From = Identifiers.AgentId.Parse("a"),
            To = Identifiers.AgentId.Parse("b"),
            Content = JsonDocument.Parse(content).RootElement,
        };
        Assert.Equal("content", Assert.Throws<ValidationException>(command.Validate).Field);
    }

    [Theory]
    [InlineData("team:red")]
    [InlineData("department:x")]
    [InlineData("capability:review")]
    public void Names_of_groups_do_not_become_mailboxes(string to)
    {
        Recipients recipients = Identifiers.AgentId.Parse(to);
        Assert.Empty(recipients.Agents);
        Assert.Equal(to, recipients.Group!.Value.Value);
        var command = new SendMessage { From = Identifiers.AgentId.Parse(to), Content = JsonSerializer.SerializeToElement("x") };
        Assert.Equal("from", Assert.Throws<ValidationException>(command.Validate).Field);
    }

    [Theory]
    [InlineData("team:red")]
    [InlineData("department:Größe & Co.")]
    [InlineData("capability:'; DROP TABLE agents; --")]
    [InlineData("capability:c#")]
    public void A_group_of_any_name_is_read_as_it_was_written(string address)
    {
        var group = AgentGroup.Parse(address, "to");
        var attached = new AgentAttached { At = DateTimeOffset.UnixEpoch, Epoch = 1, Groups = [group] };

        string json = JsonSerializer.Serialize<MailboxEvent>(attached, OrchestratorJson.Journal);

        Assert.Equal([group], Assert.IsType<AgentAttached>(JsonSerializer.Deserialize<MailboxEvent>(json, OrchestratorJson.Journal)).Groups);
    }

    [Fact]
    public void A_priority_that_is_none_of_the_four_is_refused_however_it_came()
    {
        SendMessage command = JsonSerializer.Deserialize<SendMessage>("""{"from":"a","to":"b","content":1}""", OrchestratorJson.Input)!;

        Assert.Equal("priority", Assert.Throws<ValidationException>((command with { Priority = default }).Validate).Field);
    }

    [Fact]
    public void A_participant_that_is_null_is_refused_by_its_place()
    {
        CreateConversation command = JsonSerializer.Deserialize<CreateConversation>(
            """{"title":"t","participants":[{"agentId":"a"},null]}""", OrchestratorJson.Input)!;
        Assert.Equal("participants[1]", Assert.Throws<ValidationException>(command.Validate).Field);
    }

    [Fact]
    public void Every_grain_interface_and_method_has_an_alias_so_that_names_may_change()
    {
        Type[] grains = [.. typeof(ISessionGrain).Assembly.GetTypes().Where(t => t.IsInterface && typeof(IGrainWithStringKey).IsAssignableFrom(t))];
        Assert.Equal(18, grains.Length);
        Assert.All(grains, grain =>
        {
            Assert.NotNull(grain.GetCustomAttribute<AliasAttribute>());
            Assert.All(grain.GetMethods(), method => Assert.NotNull(method.GetCustomAttribute<AliasAttribute>()));
        });
    }

    private static string Sorted(string json) => string.Concat(json.Order());
}
