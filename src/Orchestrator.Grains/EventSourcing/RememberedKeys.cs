namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// The keys of a grain's last commands: at most 1,000, for at most 24 hours. What came first goes first. The answers
/// are not here but in the journal, so that a thousand keys cost a grain and its snapshots little.
/// </summary>
internal sealed class RememberedKeys
{
    /// <summary>The most keys a grain remembers.</summary>
    public const int MaxCount = 1_000;

    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(24);

    private Dictionary<string, RememberedKey>? _byKey;
    private Queue<RememberedKey>? _oldestFirst;

    public int Count => _oldestFirst?.Count ?? 0;

    public RememberedKey? Find(string key, DateTimeOffset now) =>
        _byKey?.GetValueOrDefault(key) is { } known && now - known.At < MaxAge ? known : null;

    public void Add(RememberedKey key)
    {
        _byKey ??= new(StringComparer.Ordinal);
        _oldestFirst ??= new();
        while (_oldestFirst.TryPeek(out RememberedKey? oldest)
            && (_oldestFirst.Count >= MaxCount || key.At - oldest.At >= MaxAge))
        {
            _oldestFirst.Dequeue();

            // The key may have come again since, for another command.
            if (ReferenceEquals(_byKey[oldest.Key], oldest)) _byKey.Remove(oldest.Key);
        }

        _oldestFirst.Enqueue(key);
        _byKey[key.Key] = key;
    }

    public void Clear() => (_byKey, _oldestFirst) = (null, null);

    /// <summary>All of them, oldest first; null without any.</summary>
    public IReadOnlyList<RememberedKey>? ToList() => _oldestFirst is { Count: > 0 } ? [.. _oldestFirst] : null;
}
