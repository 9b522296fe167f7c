using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>What tells a command from another: a digest of its method's name and its arguments as JSON.</summary>
internal static class CommandDigest
{
    /// <summary>Writes text as it is, like the journal.</summary>
    internal static readonly JsonWriterOptions Writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = OrchestratorJson.Journal.MaxDepth,
        SkipValidation = true,
    };

    public static string Of(IGrainCallContext call)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, Writing))
        {
            writer.WriteStartArray();
            writer.WriteStringValue(call.InterfaceMethod.Name);
            for (int i = 0; i < call.Request.GetArgumentCount(); i++)
            {
                object? argument = call.Request.GetArgument(i);
                if (argument is CancellationToken) continue;
                if (argument is null) writer.WriteNullValue();
                else JsonSerializer.Serialize(writer, argument, argument.GetType(), OrchestratorJson.Journal);
            }

            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(json.WrittenSpan).AsSpan(0, 16));
    }
}
