using System.Text.Json;

namespace Orleans.Gateway;

/// <summary>
/// Request context on the wire: an object whose strings stand for themselves and whose other values are written
/// as <c>{"int": 5}</c>, so that they come back as what they were.
/// </summary>
internal static class WireContext
{
    /// <summary>The key under which the gateway puts the name of the authenticated caller.</summary>
    public const string PrincipalKey = "orleans.principal";

    /// <summary>Writes the values.</summary>
    public static void Write(Utf8JsonWriter writer, Dictionary<string, object> values)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in values)
        {
            writer.WritePropertyName(key);
            WriteValue(writer, key, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads values; the reader stands on the start of the object.</summary>
    public static Dictionary<string, object> Read(ref Utf8JsonReader reader)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            values[key] = reader.TokenType == JsonTokenType.String ? reader.GetString()! : ReadTyped(ref reader);
        }

        return values;
    }

    private static void WriteValue(Utf8JsonWriter writer, string key, object value)
    {
        if (value is string text)
        {
            writer.WriteStringValue(text);
            return;
        }

        writer.WriteStartObject();
        switch (value)
        {
            case bool one: writer.WriteBoolean("bool", one); break;
            case int one: writer.WriteNumber("int", one); break;
            case long one: writer.WriteNumber("long", one); break;
            case double one: writer.WriteNumber("double", one); break;
            case Guid one: writer.WriteString("guid", one); break;
            case DateTimeOffset one: writer.WriteString("time", one); break;
            default:
                throw new NotSupportedException(
                    $"The request context value '{key}' is a {value.GetType()}; strings, booleans, numbers, GUIDs and "
                    + "times can travel to another process.");
        }

        writer.WriteEndObject();
    }

    private static object ReadTyped(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject || !reader.Read()) throw Malformed();
        var type = reader.GetString();
        reader.Read();
        object value = type switch
        {
            "bool" => reader.GetBoolean(),
            "int" => reader.GetInt32(),
            "long" => reader.GetInt64(),
            "double" => reader.GetDouble(),
            "guid" => reader.GetGuid(),
            "time" => reader.GetDateTimeOffset(),
            _ => throw Malformed(),
        };
        reader.Read();
        return value;
    }

    private static ProtocolException Malformed() => new("malformed", "A request context value is malformed.");
}
