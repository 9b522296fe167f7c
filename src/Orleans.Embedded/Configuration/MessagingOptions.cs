namespace Orleans.Configuration;

/// <summary>How calls are sent.</summary>
public abstract class MessagingOptions
{
    /// <summary>Gets or sets how long callers wait for a response.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets whether a callee is told to cancel when its caller no longer waits.</summary>
    public bool CancelRequestOnTimeout { get; set; }

    /// <summary>Gets or sets whether a caller that cancels waits for the callee's response.</summary>
    public bool WaitForCancellationAcknowledgement { get; set; }
}
