using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Delivery.Webhook;

/// <summary>Signs as the Standard Webhooks specification has it.</summary>
/// <param name="secrets">The secrets, each of which makes a signature.</param>
internal sealed class WebhookSignature(IEnumerable<string> secrets)
{
    private const string Prefix = "whsec_";

    private readonly byte[][] _keys =
    [
        .. secrets.Select(secret => ReadSecret(secret) ?? throw new ArgumentException("a secret cannot be read", nameof(secrets))),
    ];

    /// <summary>The value of <c>webhook-signature</c>: for each secret <c>v1,</c> and the base64 of an HMAC-SHA256.</summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>, in seconds since 1970.</param>
    /// <param name="body">The bytes that are posted.</param>
    public string Of(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return string.Join(' ', _keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}"));
    }

    /// <summary>The bytes of a secret; null if it is not <c>whsec_</c> and base64 of 24 to 64 bytes, nor 16 bytes of text.</summary>
    public static byte[]? ReadSecret(string secret)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal))
        {
            byte[] text = Encoding.UTF8.GetBytes(secret);
            return text.Length >= 16 ? text : null;
        }

        byte[] bytes = new byte[secret.Length];
        return Convert.TryFromBase64String(secret[Prefix.Length..], bytes, out int count) && count is >= 24 and <= 64
            ? bytes[..count]
            : null;
    }
}
