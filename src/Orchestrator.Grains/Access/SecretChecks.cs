using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Orchestrator.Contracts.Access;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Access;

/// <summary>
/// What verifying secrets costs, and how often somebody may be wrong. Two are tried at once. After some wrong ones for the same token
/// or from the same address, further wrong ones are told to wait; a right one never is, so nobody locks others out by being wrong.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class SecretChecks(TimeProvider time) : IDisposable
{
    /// <summary>How many wrong secrets of one token are answered as wrong in a <see cref="Window"/>.</summary>
    public const int MaxWrongOfToken = 20;

    /// <summary>How many wrong secrets from one address are answered as wrong in a <see cref="Window"/>; this machine's own is not counted.</summary>
    public const int MaxWrongOfAddress = 60;

    private const int MaxCounted = 10_000;

    /// <summary>For how long wrong ones are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly SemaphoreSlim _trying = new(2, 2);
    private readonly ConcurrentDictionary<string, int> _wrong = new(StringComparer.Ordinal);
    private readonly Lock _turning = new();
    private long _windowBegan = time.GetTimestamp();

    /// <summary>
    /// What a grain remembers of a secret that was right, to know it again in microseconds. The key is this process's own, so the
    /// digest is of no use anywhere else.
    /// </summary>
    /// <param name="secret">The secret.</param>
    public byte[] Digest(string secret) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(secret));

    /// <summary>Tries a secret.</summary>
    /// <param name="token">Whose it is said to be.</param>
    /// <param name="presented">The secret, and where it came from.</param>
    /// <param name="verifier">What it is verified with.</param>
    /// <returns>Whether it is right, or how long to wait before another one is tried.</returns>
    public async Task<(bool Right, TimeSpan? RetryAfter)> TryAsync(TokenId token, PresentedSecret presented, TokenVerifier verifier)
    {
        string ofToken = $"token {token}";
        string? ofAddress = presented.Remote is { } remote ? $"address {remote}" : null;

        // One that was hashed more often than is needed costs too much to be tried in vain for ever.
        bool isSlow = verifier.Iterations > TokenVerifier.MinIterations;
        if (isSlow && Wait(ofToken, ofAddress) is { } before) return (false, before);
        await _trying.WaitAsync();
        try
        {
            // Those who waited here with it may have been wrong meanwhile.
            if (isSlow && Wait(ofToken, ofAddress) is { } meanwhile) return (false, meanwhile);
            if (await Task.Run(() => verifier.Matches(presented.Secret))) return (true, null);
            if (Wait(ofToken, ofAddress) is { } wait) return (false, wait);
            Count(ofToken);
            if (ofAddress is not null) Count(ofAddress);
            return (false, null);
        }
        finally
        {
            _trying.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _trying.Dispose();

    private TimeSpan? Wait(string ofToken, string? ofAddress)
    {
        TimeSpan passed = time.GetElapsedTime(Volatile.Read(ref _windowBegan));
        if (passed >= Window)
        {
            lock (_turning)
            {
                if (time.GetElapsedTime(_windowBegan) >= Window)
                {
                    _wrong.Clear();
                    Volatile.Write(ref _windowBegan, time.GetTimestamp());
                }
            }

            return null;
        }

        bool tooMany = _wrong.GetValueOrDefault(ofToken) >= MaxWrongOfToken
            || (ofAddress is not null && _wrong.GetValueOrDefault(ofAddress) >= MaxWrongOfAddress);
        return tooMany ? Window - passed : null;
    }

    // So many different ones in a minute are an attack: what can't be counted is not remembered, the two at once still hold.
    private void Count(string key)
    {
        if (_wrong.Count < MaxCounted) _wrong.AddOrUpdate(key, 1, static (_, count) => count + 1);
    }
}
