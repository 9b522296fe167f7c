using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>The keys of a host: one that encrypts, all that decrypt.</summary>
internal sealed class CheckpointKeys
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const long MaxFileBytes = 1 << 20;

    private readonly Dictionary<string, CheckpointKey> _keys = new(StringComparer.Ordinal);

    /// <exception cref="CheckpointKeyException">They can't be used.</exception>
    public CheckpointKeys(CheckpointOptions options)
    {
        foreach ((string id, string secret) in options.Keys) Add(id, secret, $"Checkpoints:Keys:{id}");
        if (!string.IsNullOrEmpty(options.KeyFile)) ReadFile(options.KeyFile);
        Active = FindActive(options.ActiveKey);
    }

    /// <summary>The key that encrypts; null without keys.</summary>
    public CheckpointKey? Active { get; }

    /// <summary>All that decrypt, and so the active one.</summary>
    public IReadOnlyCollection<CheckpointKey> All => _keys.Values;

    public CheckpointKey? Find(string id) => _keys.GetValueOrDefault(id);

    private void ReadFile(string file)
    {
        string[] lines;
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None)
                throw new CheckpointKeyException($"Checkpoints:KeyFile '{file}' may be read by others: chmod 600 it.");
            if (new FileInfo(file).Length > MaxFileBytes) throw new CheckpointKeyException($"Checkpoints:KeyFile '{file}' is too large to be a list of keys.");
            lines = File.ReadAllLines(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CheckpointKeyException($"Checkpoints:KeyFile '{file}' can't be read: {error.Message}", error);
        }

        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            string where = $"Checkpoints:KeyFile, line {i + 1},";
            if (parts.Length != 2) throw new CheckpointKeyException($"{where} must be a key's id, a space and 32 bytes as base64.");
            Add(parts[0], parts[1], where);
        }
    }

    private void Add(string id, string secret, string where)
    {
        if (!CheckpointBlob.IsKeyId(id))
            throw new CheckpointKeyException($"{where} has an id that can't be one: choose 1 to {CheckpointBlob.MaxKeyIdLength} of A-Z a-z 0-9 _ -.");
        byte[] bytes = new byte[CheckpointKey.Length + 1];
        if (!Convert.TryFromBase64String(secret, bytes, out int length) || length != CheckpointKey.Length)
            throw new CheckpointKeyException($"{where} must be {CheckpointKey.Length} bytes as base64, as 'openssl rand -base64 32' makes them.");
        if (!_keys.TryAdd(id, new CheckpointKey(id, bytes[..CheckpointKey.Length])))
            throw new CheckpointKeyException($"{where} has the id {id} of another key: each key needs its own.");
    }

    private CheckpointKey? FindActive(string? id)
    {
        if (!string.IsNullOrEmpty(id))
        {
            return _keys.GetValueOrDefault(id)
                ?? throw new CheckpointKeyException("Checkpoints:ActiveKey names none of the keys in Checkpoints:Keys and Checkpoints:KeyFile.");
        }

        return _keys.Count <= 1
            ? _keys.Values.SingleOrDefault()
            : throw new CheckpointKeyException("Checkpoints:ActiveKey is missing: there are several keys, so name the one that encrypts.");
    }
}
