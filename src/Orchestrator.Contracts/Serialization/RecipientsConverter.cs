using System.Text.Json;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Serialization;

/// <summary>Reads and writes recipients: a string for an agent or a group, an array of agent ids for a list.</summary>
public sealed class RecipientsConverter : JsonConverter<Recipients>
{
    /// <inheritdoc/>
    public override Recipients Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.String) return Recipients.Parse(reader.GetString());
            if (reader.TokenType != JsonTokenType.StartArray) throw Malformed();
            List<AgentId> agents = [];
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (reader.TokenType != JsonTokenType.String) throw Malformed();
                if (agents.Count <= Recipients.MaxAgents) agents.Add(AgentId.Parse(reader.GetString()));
            }

            return Recipients.Of(agents);
        }
        catch (ValidationException error)
        {
            throw new JsonException(error.Rule, error);
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("must be Unicode text", error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Recipients value, JsonSerializerOptions options)
    {
        if (value.Agents.Count <= 1)
        {
            writer.WriteStringValue(value.ToString());
            return;
        }

        writer.WriteStartArray();
        foreach (AgentId agent in value.Agents) writer.WriteStringValue(agent.Value);
        writer.WriteEndArray();
    }

    private static JsonException Malformed() =>
        new("must be an agent's id, a group such as team:x or any-of:team:x, or an array of agent ids");
}
