using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// A board file as it was read: an object with the list <c>tasks</c>, or the list alone. What is not ours in it is kept.
/// </summary>
/// <param name="Root">All of it.</param>
/// <param name="Tasks">Its entries, in the order of the file.</param>
/// <param name="Position">The journal position up to which it has the board's changes, where it says so.</param>
internal sealed record BoardDocument(JsonElement Root, IReadOnlyList<FileTask> Tasks, long? Position)
{
    public const string Board = "board";
    public const string JournalPosition = "journalPosition";
    public const string TaskList = "tasks";

    private const string Id = "id";

    /// <summary>The most bytes of a file.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The most tasks of a file.</summary>
    public const int MaxTasks = 100_000;

    private static readonly JsonDocumentOptions Options = new() { AllowTrailingCommas = true, AllowDuplicateProperties = false };

    /// <summary>Whether the file is the list alone.</summary>
    public bool IsList => Root.ValueKind == JsonValueKind.Array;

    /// <summary>Reads one.</summary>
    /// <param name="utf8">The content of the file.</param>
    /// <param name="board">The board that it is to be of.</param>
    /// <exception cref="BrokenBoardFileException">It can't be understood.</exception>
    public static BoardDocument Parse(ReadOnlySpan<byte> utf8, TaskBoardId board)
    {
        if (utf8.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (!Utf8.IsValid(utf8)) throw new BrokenBoardFileException("it is not UTF-8");
        JsonElement root;
        try
        {
            CheckEscapes(utf8);
            root = JsonElement.Parse(utf8, Options);
        }
        catch (JsonException error)
        {
            throw new BrokenBoardFileException($"it is not JSON: {error.Message}", error);
        }

        JsonElement tasks = root;
        long? position = null;
        if (root.ValueKind == JsonValueKind.Object)
        {
            if (root.TryGetProperty(Board, out JsonElement named) && !(named.ValueKind == JsonValueKind.String && named.GetString() == board.Value))
                throw new BrokenBoardFileException($"it says to be of board {named.GetRawText()}, but is the file of board \"{board}\"");
            if (root.TryGetProperty(JournalPosition, out JsonElement at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out long number))
                position = number;
            if (!root.TryGetProperty(TaskList, out tasks)) throw new BrokenBoardFileException("it has no list \"tasks\"");
        }

        if (tasks.ValueKind != JsonValueKind.Array) throw new BrokenBoardFileException("its tasks are not a list");
        if (tasks.GetArrayLength() > MaxTasks)
            throw new BrokenBoardFileException($"it has {tasks.GetArrayLength()} tasks; a file may have {MaxTasks}");
        return new(root, ReadTasks(tasks, board, position), position);
    }

    private static List<FileTask> ReadTasks(JsonElement tasks, TaskBoardId board, long? position)
    {
        var entries = new List<FileTask>(tasks.GetArrayLength());
        HashSet<TaskId> ids = [];
        Dictionary<string, int> titles = new(StringComparer.Ordinal);
        foreach (JsonElement entry in tasks.EnumerateArray()) entries.Add(ReadTask(entry, entries.Count, board, position, titles));
        for (int i = 0; i < entries.Count; i++)
        {
            // Most likely an entry that was copied to make another one of it.
            if (entries[i] is { Problem: null } task && !ids.Add(task.Id))
                entries[i] = task with { Problem = "an entry before has this id already; leave the id out for a new task", ProblemField = Id };
        }

        return entries;
    }

    private static FileTask ReadTask(JsonElement entry, int index, TaskBoardId board, long? position, Dictionary<string, int> titles)
    {
        if (entry.ValueKind != JsonValueKind.Object) return new(entry, default, HasId: false, "an entry must be an object", index);
        try
        {
            if (entry.TryGetProperty(Id, out JsonElement value) && Values.Id<TaskId>(value) is { } id) return new(entry, id, HasId: true, null, index);
        }
        catch (FormatException error)
        {
            return new(entry, default, HasId: false, error.Message, index, Id);
        }

        string title = entry.TryGetProperty("title", out JsonElement text) ? text.ToString() : string.Empty;
        titles[title] = titles.GetValueOrDefault(title) + 1;
        return new(entry, MakeId(board, position, title, titles[title]), HasId: false, null, index);
    }

    // The same for the same entry, however often the file is read before the id is written into it: one task is made of it,
    // also when a crash comes between, or the file is saved once more by an editor that has not seen the id.
    private static TaskId MakeId(TaskBoardId board, long? position, string title, int occurrence)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{board}\n{position}\n{occurrence}\n{title}"));
        return TaskId.Parse($"task_{Convert.ToHexStringLower(digest.AsSpan(0, 16))}");
    }

    // "\ud800" is well-formed JSON but no text: it could be read and never be written again.
    private static void CheckEscapes(ReadOnlySpan<byte> utf8)
    {
        if (!utf8.Contains((byte)'\\')) return;
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { AllowTrailingCommas = true });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped) _ = reader.GetString();
            }
        }
        catch (InvalidOperationException error)
        {
            throw new BrokenBoardFileException("it has a \\u escape that is half of a surrogate pair", error);
        }
    }
}
