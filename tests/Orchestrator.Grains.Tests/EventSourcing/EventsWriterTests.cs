using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Grains.EventSourcing;

namespace Orchestrator.Grains.Tests.EventSourcing;

/// <summary>Rows look as the serializer's own lists of the same events.</summary>
public sealed class EventsWriterTests
{
    public static TheoryData<string> Names => [.. EventNames.All];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_event_is_written_as_the_serializer_writes_it_in_a_list(string name)
    {
        Type type = EventNames.Types[name];
        var change = (JournaledEvent)RuntimeHelpers.GetUninitializedObject(type); // nothing of it but what it is
        foreach (PropertyInfo content in type.GetProperties().Where(one => one.PropertyType == typeof(JsonElement)))
            content.SetValue(change, JsonElement.Parse("""{"a":[1,{}]}"""));
        string plain = JsonSerializer.Serialize(change, type.BaseType!, OrchestratorJson.Journal);

        Assert.StartsWith($"{{\"event\":\"{name}\",", plain, StringComparison.Ordinal);
        Assert.Equal($"[{plain},{plain}]", Encoding.UTF8.GetString(EventsWriter.Write([change, change])));
    }

    [Fact]
    public void A_message_is_written_with_all_that_it_says()
    {
        List<ConversationEvent> events =
        [
            new MessageSent
            {
                At = DateTimeOffset.UnixEpoch,
                Id = MessageId.Parse("m"),
                Sequence = 7,
                From = AgentId.Parse("a"),
                To = Recipients.Parse("team:red"),
                Type = MessageType.Text,
                Priority = Priority.High,
                Tags = ["x", "é"],
                Content = JsonElement.Parse("""{"z":"é","deep":[{"a":[1,2.50]}]}"""),
                Coordinates = new ScreenPoint { X = 1, Y = 2 },
                ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(1),
            },
        ];

        Assert.Equal(JsonSerializer.Serialize(events, OrchestratorJson.Journal), Encoding.UTF8.GetString(EventsWriter.Write(events)));
    }
}
