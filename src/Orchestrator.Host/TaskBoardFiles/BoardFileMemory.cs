using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>What is remembered of a board file over a restart, in the data folder.</summary>
internal sealed record BoardFileMemory
{
    /// <summary>The journal position up to which the file has the board's changes.</summary>
    public long? Position { get; init; }

    /// <summary>The digest of what was written last.</summary>
    public string? Digest { get; init; }

    /// <summary>The number of the board's last event whose completion stands in the progress log.</summary>
    public long Logged { get; init; }
}

/// <summary>Keeps what is remembered of a board file.</summary>
/// <param name="dataFolder">The data folder.</param>
/// <param name="file">The board file's absolute path.</param>
/// <param name="board">The board's name.</param>
internal sealed class BoardFileMemoryStore(string dataFolder, string file, string board)
{
    // Another file, or another board, is another memory.
    private readonly BoardFileStore _store = new(Path.Combine(
        dataFolder, "task-boards", $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{board}\n{file}")).AsSpan(0, 16))}.json"));

    /// <summary>Reads it; what can't be read is as nothing: the journal and the files say the rest.</summary>
    public async Task<BoardFileMemory> ReadAsync(CancellationToken cancellationToken)
    {
        FileContent? kept = await _store.ReadAsync(cancellationToken);
        try
        {
            return (kept is null ? null : JsonSerializer.Deserialize(kept.Bytes, BoardFileMemoryJson.Default.BoardFileMemory)) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }

    /// <summary>Writes it.</summary>
    public async Task WriteAsync(BoardFileMemory memory, CancellationToken cancellationToken)
    {
        FileContent content = FileContent.Of(JsonSerializer.SerializeToUtf8Bytes(memory, BoardFileMemoryJson.Default.BoardFileMemory));
        if (await _store.ReplaceAsync(await _store.ReadAsync(cancellationToken), content.Bytes, cancellationToken) is null)
            throw new IOException($"the memory of {file} in the data folder is changed by somebody else");
    }
}

/// <summary>The shape of it as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BoardFileMemory))]
internal sealed partial class BoardFileMemoryJson : JsonSerializerContext;
