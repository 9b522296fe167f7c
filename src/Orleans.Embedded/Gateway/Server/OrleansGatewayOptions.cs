using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Orleans.Hosting;

/// <summary>How remote clients reach the silo.</summary>
public sealed class OrleansGatewayOptions
{
    /// <summary>
    /// Gets or sets who a client is, going by its request; null as the answer refuses the client. Without this,
    /// everybody is let in. The name is given to the grains in the <c>RequestContext</c> as
    /// <c>orleans.principal</c>.
    /// </summary>
    public Func<HttpContext, ValueTask<ClaimsPrincipal?>>? Authenticate { get; set; }

    /// <summary>Gets or sets which grain interfaces clients may call; all with string keys, by default.</summary>
    public Func<Type, bool> IsExposed { get; set; } = static _ => true;

    /// <summary>
    /// Gets the addresses that clients are told. If empty, those of the listeners that
    /// <see cref="OrleansGatewayKestrelExtensions.ListenOrleansGateway"/> opened.
    /// </summary>
    public IList<Uri> AdvertisedAddresses { get; } = [];

    /// <summary>Gets or sets the size of the largest message.</summary>
    public int MaxFrameBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Gets or sets how many calls of one client may run at once; more are refused.</summary>
    public int MaxConcurrentCalls { get; set; } = 10_000;

    /// <summary>Gets or sets for how long the observers of a client that lost its connection are kept.</summary>
    public TimeSpan ClientDropTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets how many calls of observers are kept for a client that lost its connection.</summary>
    public int MaxKeptObserverCalls { get; set; } = 1_000;

    /// <summary>Gets or sets how long running calls may take when the host stops.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets after how long without a sign of life, twice in a row, a client is given up.</summary>
    public TimeSpan SilencePeriod { get; set; } = TimeSpan.FromSeconds(30);
}
