using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Streams;

/// <summary>
/// The fields of a type of events that name agents or sessions. They are known by their types in the contracts, so a new
/// event is found without a word here.
/// </summary>
internal sealed class SubjectFields
{
    private static readonly SubjectFields None = new([]);

    private static readonly FrozenDictionary<string, SubjectFields> Known = EventNames.Types.ToFrozenDictionary(
        pair => pair.Key, pair => Of(OrchestratorJson.Journal.GetTypeInfo(pair.Value), []), StringComparer.Ordinal);

    private readonly Field[] _fields;

    private SubjectFields(Field[] fields) => _fields = fields;

    private enum What
    {
        Agent,
        Session,
        Address,
        Scope,
        Inner,
    }

    /// <summary>The fields of a type of events; none of one that is not known.</summary>
    public static SubjectFields Of(string type) => Known.GetValueOrDefault(type, None);

    /// <summary>Adds the agents and sessions that an event names.</summary>
    public void Collect(JsonElement payload, HashSet<string> agents, HashSet<string> sessions)
    {
        if (payload.ValueKind != JsonValueKind.Object) return;
        foreach (Field field in _fields)
        {
            if (payload.TryGetProperty(field.Name, out JsonElement value)) Collect(field, value, agents, sessions);
        }
    }

    private static void Collect(Field field, JsonElement value, HashSet<string> agents, HashSet<string> sessions)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement one in value.EnumerateArray()) Collect(field, one, agents, sessions);
        }
        else if (field.What == What.Inner)
        {
            field.Inner!.Collect(value, agents, sessions);
        }
        else if (value.ValueKind == JsonValueKind.String)
        {
            string text = value.GetString()!;
            if (field.What == What.Agent) agents.Add(text);
            else if (field.What == What.Session) sessions.Add(text);
            else Subjects.Addressed(text, agents, sessions, plain: field.What == What.Address && !AgentGroup.IsReserved(text));
        }
    }

    private static SubjectFields Of(JsonTypeInfo shape, IReadOnlyList<Type> within)
    {
        List<Field> fields = [];
        foreach (JsonPropertyInfo property in shape.Properties)
        {
            if (FieldOf(property.Name, property.PropertyType, [.. within, shape.Type]) is { } field) fields.Add(field);
        }

        return new([.. fields]);
    }

    private static Field? FieldOf(string name, Type declared, IReadOnlyList<Type> within)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (type == typeof(AgentId)) return new(name, What.Agent, null);
        if (type == typeof(SessionId)) return new(name, What.Session, null);
        if (type == typeof(Recipients)) return new(name, What.Address, null);
        if (type == typeof(BudgetScope) || type == typeof(AgentGroup)) return new(name, What.Scope, null);
        if (within.Contains(type) || !OrchestratorJson.Journal.TryGetTypeInfo(type, out JsonTypeInfo? shape)) return null;
        if (shape is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } element }) return FieldOf(name, element, within);
        if (shape.Kind != JsonTypeInfoKind.Object || type.Assembly != typeof(JournaledEvent).Assembly) return null;
        SubjectFields inner = Of(shape, within);
        return inner._fields.Length == 0 ? null : new(name, What.Inner, inner);
    }

    private sealed record Field(string Name, What What, SubjectFields? Inner);
}
