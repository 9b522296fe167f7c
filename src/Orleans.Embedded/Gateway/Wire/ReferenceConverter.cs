using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>References to grains and observers as <c>"type/key"</c>; their interface is the declared type.</summary>
internal sealed class ReferenceConverterFactory(GrainCaller caller) : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsInterface && typeof(IAddressable).IsAssignableFrom(typeToConvert);

    /// <inheritdoc/>
    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(typeof(ReferenceConverter<>).MakeGenericType(typeToConvert), caller);
}

/// <summary>References with one interface.</summary>
internal sealed class ReferenceConverter<T>(GrainCaller caller) : JsonConverter<T>
    where T : class, IAddressable
{
    private readonly GrainInterface _interface = GrainInterface.Of(typeof(T));

    /// <inheritdoc/>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { } id ? (T)(object)_interface.NewReference(caller, GrainId.Parse(id)) : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.GetGrainId().ToString());
}
