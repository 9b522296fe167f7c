using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Grains.Access;

/// <summary>
/// Signs for whom the gateways of a cluster call, and knows such signatures. They are HMAC-SHA256 with a key that only processes of the
/// cluster have, and stand for the name alone: who reads the traffic between processes can repeat one, so that traffic must stay
/// within a network that is trusted.
/// </summary>
public sealed class PrincipalSigner
{
    /// <summary>The fewest bytes that a key may have.</summary>
    public const int MinKeyBytes = 32;

    // What a process of the cluster calls for itself. No caller is named so: a caller's name has spaces, and never this one.
    private const string Cluster = "\0cluster";
    private const int MaxRemembered = 10_000;

    private readonly ConcurrentDictionary<string, string> _signatures = new(StringComparer.Ordinal);
    private byte[]? _key;

    /// <summary>Sets the key, once, before anything is signed.</summary>
    /// <param name="key">The key, at least <see cref="MinKeyBytes"/> random bytes.</param>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public void Use(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length < MinKeyBytes) throw new ArgumentException($"A cluster's key has at least {MinKeyBytes} bytes.", nameof(key));
        _key = key;
    }

    /// <summary>Signs a principal.</summary>
    /// <param name="principal">Who calls; null for the cluster itself.</param>
    /// <returns>The signature.</returns>
    /// <exception cref="InvalidOperationException">There is no key yet.</exception>
    public string Sign(string? principal)
    {
        string name = principal ?? Cluster;
        return _signatures.TryGetValue(name, out string? known) ? known : Remember(name, Compute(name));
    }

    /// <summary>Whether a process of the cluster signed a principal.</summary>
    /// <param name="principal">Who is said to call; null for the cluster itself.</param>
    /// <param name="signature">What came with it.</param>
    public bool IsSigned(string? principal, string signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        if (_key is null) return false;
        string name = principal ?? Cluster;
        bool isKnown = _signatures.TryGetValue(name, out string? right);
        right ??= Compute(name);
        if (!CryptographicOperations.FixedTimeEquals(BytesOf(right), BytesOf(signature))) return false;
        if (!isKnown) Remember(name, right); // and nothing that strangers made up
        return true;
    }

    private static ReadOnlySpan<byte> BytesOf(string text) => MemoryMarshal.AsBytes(text.AsSpan());

    private string Compute(string name)
    {
        byte[] key = _key ?? throw new InvalidOperationException("The cluster's key was not read yet.");
        return Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name)));
    }

    private string Remember(string name, string signature)
    {
        if (_signatures.Count >= MaxRemembered) _signatures.Clear();
        return _signatures[name] = signature;
    }
}
