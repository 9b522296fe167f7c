using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>A call on the wire, but for its arguments, which come last because their types depend on the rest.</summary>
internal sealed class WireCall
{
    /// <summary>Gets the grain or observer that is called.</summary>
    public GrainId Target { get; private set; }

    /// <summary>Gets the name of the interface.</summary>
    public string Interface { get; private set; } = string.Empty;

    /// <summary>Gets the name of the method.</summary>
    public string Method { get; private set; } = string.Empty;

    /// <summary>Gets how long the caller waits.</summary>
    public TimeSpan Timeout { get; private set; }

    /// <summary>Gets the values that travel with the call.</summary>
    public Dictionary<string, object>? Context { get; private set; }

    /// <summary>Reads a call up to the start of its arguments.</summary>
    public static WireCall Read(ref Utf8JsonReader reader)
    {
        var call = new WireCall();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "to": call.Target = GrainId.TryParse(reader.GetString(), out var id) ? id : default; break;
                case "on": call.Interface = reader.GetString() ?? string.Empty; break;
                case "do": call.Method = reader.GetString() ?? string.Empty; break;
                case "timeout": call.Timeout = TimeSpan.FromMilliseconds(reader.GetInt64()); break;
                case "context": call.Context = WireContext.Read(ref reader); break;
                case "args": return call;
                default: reader.Skip(); break;
            }
        }

        throw new ProtocolException("malformed", "A call has no arguments.");
    }
}
