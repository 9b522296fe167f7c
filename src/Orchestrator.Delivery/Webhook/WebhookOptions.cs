using System.Text;

namespace Orchestrator.Delivery.Webhook;

/// <summary>Which webhooks messages may be posted to, and how they are signed.</summary>
public sealed record WebhookOptions
{
    /// <summary>The section of the host's configuration.</summary>
    public const string Section = "Delivery:Webhook";

    /// <summary>
    /// The hosts that messages may be posted to, and redirected to: <c>host</c> (any port), <c>host:port</c>, or
    /// <c>*.suffix</c> (the names below it, any port). None when empty.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// What messages are signed with: <c>whsec_</c> and the base64 of 24 to 64 bytes, or plain text of at least 16 bytes in
    /// UTF-8. Required where hosts are allowed.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>
    /// A second secret while one replaces the other: messages carry both signatures, and receivers accept either.
    /// </summary>
    public string? PreviousSecret { get; set; }

    /// <summary>
    /// Whether allowed hosts may have addresses that are not public: private, loopback, link-local and the like. Where it
    /// is not set, only hosts that are allowed as an IP address, or as <c>localhost</c>, may.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }

    /// <summary>How long a delivery may take, its redirects included, 1 s to 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    // The compiler calls this for ToString: a secret must not reach a log.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append($"{nameof(AllowedHosts)} = {string.Join(' ', AllowedHosts)}, ")
            .Append($"{nameof(Secret)} = {(Secret is null ? "none" : "***")}, ")
            .Append($"{nameof(PreviousSecret)} = {(PreviousSecret is null ? "none" : "***")}, ")
            .Append($"{nameof(AllowPrivateAddresses)} = {AllowPrivateAddresses}, {nameof(Timeout)} = {Timeout}");
        return true;
    }
}
