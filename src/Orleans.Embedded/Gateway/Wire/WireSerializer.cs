using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>Arguments and results as JSON. Types come from the called methods, never from the wire.</summary>
internal sealed class WireSerializer
{
    private readonly JsonSerializerOptions _options;

    /// <summary>Takes the application's options and adds references, which belong to the given runtime.</summary>
    public WireSerializer(JsonSerializerOptions options, GrainCaller caller)
    {
        _options = new(options);
        _options.Converters.Insert(0, new ReferenceConverterFactory(caller));

        // A source-generated context knows the contracts, but not int or an observer interface.
        _options.TypeInfoResolver = JsonTypeInfoResolver.Combine(
            options.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver(), new DefaultJsonTypeInfoResolver());
    }

    /// <summary>Writes the arguments; cancellation tokens as null.</summary>
    public void WriteArguments(Utf8JsonWriter writer, GrainRequest request)
    {
        writer.WriteStartArray();
        for (var i = 0; i < request.Method.Parameters.Length; i++)
        {
            if (i == request.Method.TokenIndex)
                writer.WriteNullValue();
            else
                Write(writer, request.GetArgument(i), request.Method.Parameters[i].ParameterType);
        }

        writer.WriteEndArray();
    }

    /// <summary>Reads the arguments; the reader stands on the start of the array.</summary>
    public void ReadArguments(ref Utf8JsonReader reader, GrainRequest request)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("Arguments are an array.");
        for (var i = 0; i < request.Method.Parameters.Length; i++)
        {
            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
                throw new JsonException($"{request.Method.Parameters.Length} arguments are expected, {i} were given.");
            if (i == request.Method.TokenIndex)
                reader.Skip();
            else
                request.SetArgument(i, Read(ref reader, request.Method.Parameters[i].ParameterType));
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException($"{request.Method.Parameters.Length} arguments are expected, more were given.");
    }

    /// <summary>Writes a value.</summary>
    public void Write(Utf8JsonWriter writer, object? value, Type type) =>
        JsonSerializer.Serialize(writer, value, _options.GetTypeInfo(type));

    /// <summary>Reads a value.</summary>
    public object? Read(ref Utf8JsonReader reader, Type type) =>
        JsonSerializer.Deserialize(ref reader, _options.GetTypeInfo(type));
}
