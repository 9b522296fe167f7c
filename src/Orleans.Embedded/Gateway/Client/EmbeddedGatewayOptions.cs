namespace Orleans.Hosting;

/// <summary>How a client reaches an embedded silo in another process.</summary>
public sealed class EmbeddedGatewayOptions
{
    /// <summary>
    /// Gets or sets the main address of the silo's host, at which the client asks where the gateways are.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>Gets or sets the address of a gateway, if the client need not ask.</summary>
    public Uri? Gateway { get; set; }

    /// <summary>Gets or sets the bearer token.</summary>
    public string? Token { get; set; }

    /// <summary>Gets or sets how long the client tries to connect when its host starts, before it gives up.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long one attempt to connect may take.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the wait after the first failed attempt; it doubles up to the longest.</summary>
    public TimeSpan ShortestRetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Gets or sets the longest wait after a failed attempt.</summary>
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the time between signs of life; after two without an answer the connection is given up.</summary>
    public TimeSpan PingPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Gets or sets the size of the largest message.</summary>
    public int MaxFrameBytes { get; set; } = 16 * 1024 * 1024;
}
