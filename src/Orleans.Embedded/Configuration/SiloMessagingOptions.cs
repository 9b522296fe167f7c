namespace Orleans.Configuration;

/// <summary>How a silo sends and takes calls.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>Gets or sets how many requests may run and wait at one activation; 0 for any number.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; }

    /// <summary>Gets or sets how many requests may run and wait before a warning is logged; 0 for never.</summary>
    public int MaxEnqueuedRequestsSoftLimit { get; set; }

    /// <summary>Gets or sets how often a request is sent on when its activation ends before it ran.</summary>
    public int MaxForwardCount { get; set; } = 2;
}
