namespace Orleans.Runtime;

/// <summary>A client that has observers: in this process, or at the other end of a connection.</summary>
internal interface IObserverClient
{
    /// <summary>Gets the client's name.</summary>
    string ClientId { get; }

    /// <summary>Hands a call to the observer it is for.</summary>
    void Deliver(GrainRequest request);
}
