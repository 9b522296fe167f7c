using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Streams;

namespace Orchestrator.Contracts.Tests;

/// <summary>What a JSON text leaves out has the value that its declaration gives it, as in <c>new T { … }</c>.</summary>
public sealed class DeclaredDefaultTests
{
    private static readonly JsonSerializerOptions[] Settings = [OrchestratorJson.Journal, OrchestratorJson.Http, OrchestratorJson.Input];

    /// <summary>Every object of the JSON contract: the generator makes a property of each type it met.</summary>
    public static TheoryData<Type> Contracts() =>
    [
        .. typeof(OrchestratorJson).Assembly.GetType("Orchestrator.Contracts.Serialization.OrchestratorJsonContext", throwOnError: true)!
            .GetProperties()
            .Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(JsonTypeInfo<>))
            .Select(property => property.PropertyType.GenericTypeArguments[0])
            .Where(type => !type.IsAbstract && OrchestratorJson.Http.GetTypeInfo(type).Kind == JsonTypeInfoKind.Object),
    ];

    [Theory]
    [MemberData(nameof(Contracts))]
    public void Absent_properties_have_their_declared_values(Type type)
    {
        Dictionary<PropertyInfo, JsonNode> given = Required(type).ToDictionary(property => property, property => Sample(property.PropertyType));
        var json = new JsonObject(given.Select(pair => KeyValuePair.Create(JsonName(pair.Key), (JsonNode?)pair.Value)));

        string expected = JsonSerializer.Serialize(Make(type, given), type, OrchestratorJson.Http);
        Assert.All(Settings, settings =>
            Assert.Equal(expected, JsonSerializer.Serialize(json.Deserialize(type, settings), type, OrchestratorJson.Http)));
    }

    [Fact]
    public void All_contracts_are_gone_over()
    {
        Assert.Contains(typeof(SendMessage), Contracts());
        Assert.Contains(typeof(ParticipantView), Contracts());
        Assert.True(Contracts().Count > 50, $"{Contracts().Count}");
    }

    [Fact]
    public void Given_properties_are_read_where_others_are_absent()
    {
        SendMessage message = JsonSerializer.Deserialize<SendMessage>("""{"content":1,"priority":4,"from":"a","to":"b"}""", OrchestratorJson.Input)!;
        Assert.Equal((Priority.Urgent, MessageType.Text), (message.Priority, message.Type));
        Assert.Equal(("a", "b"), (message.From.Value, message.To?.ToString()));
        ReceiveMessages receive = JsonSerializer.Deserialize<ReceiveMessages>("""{"max":3}""", OrchestratorJson.Input)!;
        Assert.Equal((3, TimeSpan.FromSeconds(60)), (receive.Max, receive.Lease));
    }

    [Theory]
    [InlineData("""{"content":1}""", "from")]
    [InlineData("""{"from":"a"}""", "content")]
    [InlineData("""{"from":"a","content":1,"tags":[null],"priority":null}""", "priority")]
    [InlineData("""{"from":"a","content":1,"From":"b"}""", "From")]
    [InlineData("""{"from":"a","content":1,"from":"b"}""", "from")]
    public void Defaults_leave_the_rules_of_input_as_they_are(string json, string field)
    {
        JsonException error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SendMessage>(json, OrchestratorJson.Input));
        Assert.Contains(field, error.Path + error.Message, StringComparison.Ordinal);
    }

    // Of a positional record, what its constructor takes; else what is declared required.
    private static IEnumerable<PropertyInfo> Required(Type type) =>
        type.GetConstructors().Single().GetParameters() is { Length: > 0 } parameters
            ? parameters.Select(parameter => type.GetProperty(parameter.Name!)!)
            : type.GetProperties().Where(property => property.IsDefined(typeof(RequiredMemberAttribute)));

    private static object Make(Type type, Dictionary<PropertyInfo, JsonNode> given)
    {
        object?[] values = [.. given.Select(pair => pair.Value.Deserialize(pair.Key.PropertyType, OrchestratorJson.Http))];
        ConstructorInfo constructor = type.GetConstructors().Single();
        if (constructor.GetParameters().Length > 0) return constructor.Invoke(values);
        object made = constructor.Invoke(null);
        foreach ((PropertyInfo property, object? value) in given.Keys.Zip(values)) property.SetValue(made, value);
        return made;
    }

    private static JsonNode Sample(Type type) => OrchestratorJson.Http.GetTypeInfo(type).Kind switch
    {
        JsonTypeInfoKind.Enumerable => new JsonArray(),
        JsonTypeInfoKind.Dictionary => new JsonObject(),
        JsonTypeInfoKind.Object => new JsonObject(Required(type).Select(p => KeyValuePair.Create(JsonName(p), (JsonNode?)Sample(p.PropertyType)))),
        _ when Nullable.GetUnderlyingType(type) is { } underlying => Sample(underlying),
        _ when type == typeof(bool) => true,
        _ when type == typeof(DateTimeOffset) => "2026-01-31T12:00:00.000Z",
        _ when type.IsEnum => JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(1), type, OrchestratorJson.Http)!,
        _ when type.IsPrimitive || type == typeof(decimal) || type == typeof(JsonElement) => 7,
        _ when type == typeof(BudgetScope) => "agent:x",
        _ when type == typeof(EventCursor) => "42.1",
        _ when type == typeof(byte[]) => "AAAA",
        _ when type == typeof(TimeSpan) => "00:00:01",
        _ => "x",
    };

    private static string JsonName(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
}
