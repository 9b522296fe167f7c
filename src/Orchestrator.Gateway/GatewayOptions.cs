using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Gateway;

/// <summary>What the gateway must know of its host.</summary>
public sealed record GatewayOptions
{
    /// <summary>The folder of the host's data, shown in the status.</summary>
    public string DataDirectory { get; set; } = string.Empty;

    /// <summary>The flavour of the grain engine, shown in the status.</summary>
    public string Engine { get; set; } = string.Empty;

    /// <summary>
    /// Whether the host is bound to loopback addresses only; then a <c>Host</c> header that names another machine is
    /// refused.
    /// </summary>
    public bool LoopbackOnly { get; set; } = true;

    /// <summary>Names of the host that a <c>Host</c> header may have where it is bound to more than loopback.</summary>
    public IReadOnlyList<string> AllowedHosts { get; set; } = [];

    /// <summary>
    /// How long one call to a mailbox waits for a message; a longer wait asks again. Short where the grain may be on another machine,
    /// whose death is known only when the call's time for an answer is over.
    /// </summary>
    public TimeSpan LongestGrainWait { get; set; } = ReceiveMessages.MaxWait;
}
