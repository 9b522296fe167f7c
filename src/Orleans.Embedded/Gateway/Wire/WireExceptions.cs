using System.Collections;
using System.Text.Json;
using Orleans.Serialization;

namespace Orleans.Gateway;

/// <summary>Exceptions on the wire: type, message, the data entries that are strings, and the inner exception.</summary>
internal sealed class WireExceptions(ExceptionTypes types)
{
    private const int MaxDepth = 8;

    /// <summary>Writes the properties of an exception into the object that is open.</summary>
    public static void Write(Utf8JsonWriter writer, Exception exception, int depth = 0)
    {
        writer.WriteString("type", exception.GetType().FullName);
        writer.WriteString("message", exception.Message);
        writer.WriteNumber("code", exception.HResult);
        if (exception.Data.Count > 0)
        {
            writer.WriteStartObject("data");
            foreach (DictionaryEntry entry in exception.Data)
            {
                if (entry is { Key: string key, Value: string value }) writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        if (exception.InnerException is { } inner && depth < MaxDepth)
        {
            writer.WriteStartObject("inner");
            Write(writer, inner, depth + 1);
            writer.WriteEndObject();
        }
    }

    /// <summary>Reads the properties of an exception up to the end of the object.</summary>
    public Exception Read(ref Utf8JsonReader reader)
    {
        var (type, message, code) = (string.Empty, string.Empty, 0);
        Dictionary<string, string>? data = null;
        Exception? inner = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "type": type = reader.GetString() ?? string.Empty; break;
                case "message": message = reader.GetString() ?? string.Empty; break;
                case "code": code = reader.GetInt32(); break;
                case "data": data = ReadData(ref reader); break;
                case "inner": inner = Read(ref reader); break;
                default: reader.Skip(); break;
            }
        }

        return Make(type, message, code, inner, data ?? []);
    }

    private static Dictionary<string, string> ReadData(ref Utf8JsonReader reader)
    {
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            data[key] = reader.GetString() ?? string.Empty;
        }

        return data;
    }

    private Exception Make(
        string typeName, string message, int code, Exception? inner, Dictionary<string, string> data)
    {
        var exception = types.Find(typeName) is { } type
            ? ExceptionMaker.Make(type, message, code, inner)
            : new UnavailableExceptionFallbackException(message, inner) { ExceptionType = typeName };
        foreach (var (key, value) in data) exception.Data[key] = value;
        return exception;
    }
}
