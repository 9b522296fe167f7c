using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Gateway;

/// <summary>What one end of a connection does with what it receives.</summary>
internal interface IWireHost
{
    /// <summary>Makes an empty request for a received call, or throws if the call is not allowed.</summary>
    GrainRequest NewRequest(WireCall call);

    /// <summary>Brings a received call on its way.</summary>
    void Dispatch(GrainRequest request);

    /// <summary>Takes a frame that is about the connection; the reader stands on the number after the kind.</summary>
    void OnFrame(string kind, ref Utf8JsonReader reader);
}
