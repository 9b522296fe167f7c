namespace Orleans.Gateway;

/// <summary>An open request to a gateway, whose body and response body are the two directions of a connection.</summary>
internal sealed class GatewayLine(
    Uri gateway, HttpResponseMessage response, DuplexContent content, FrameConnection connection) : IDisposable
{
    /// <summary>Gets the gateway.</summary>
    public Uri Gateway => gateway;

    /// <summary>Gets the frames.</summary>
    public FrameConnection Connection => connection;

    /// <inheritdoc/>
    public void Dispose()
    {
        connection.Dispose();
        content.Finish();
        response.Dispose();
    }
}
