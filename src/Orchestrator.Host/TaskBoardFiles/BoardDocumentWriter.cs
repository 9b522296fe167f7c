using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// Writes a board into the file that was read: only what differs is changed. Entries stay in their order, with all that is
/// not ours; tasks that the file does not have follow in the order of their creation.
/// </summary>
internal static class BoardDocumentWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes it.</summary>
    /// <param name="file">The file as it was read; null when there is none.</param>
    /// <param name="board">The board.</param>
    /// <param name="now">Its tasks.</param>
    /// <param name="position">The journal position up to which they are true.</param>
    /// <param name="isLeftOut">Which of the tasks that the file does not have stay out of it.</param>
    /// <returns>The new content.</returns>
    /// <exception cref="BrokenBoardFileException">The board is larger than a file may be.</exception>
    public static byte[] Write(BoardDocument? file, TaskBoardId board, TaskBoardState now, long position, Func<TaskItem, bool> isLeftOut)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            if (file is { IsList: true }) WriteTasks(json, file, now, isLeftOut);
            else WriteRoot(json, file, board, now, position, isLeftOut);
        }

        buffer.Write("\n"u8);
        return buffer.WrittenCount <= BoardDocument.MaxBytes
            ? buffer.WrittenSpan.ToArray()
            : throw new BrokenBoardFileException($"the board needs {buffer.WrittenCount} bytes; a file may have {BoardDocument.MaxBytes}");
    }

    private static void WriteRoot(
        Utf8JsonWriter json, BoardDocument? file, TaskBoardId board, TaskBoardState now, long position, Func<TaskItem, bool> isLeftOut)
    {
        json.WriteStartObject();
        if (file is null) json.WriteString(BoardDocument.Board, board.Value);
        if (file is null || !file.Root.TryGetProperty(BoardDocument.JournalPosition, out _)) json.WriteNumber(BoardDocument.JournalPosition, position);
        if (file is null)
        {
            json.WritePropertyName(BoardDocument.TaskList);
            WriteTasks(json, file, now, isLeftOut);
        }
        else
        {
            foreach (JsonProperty property in file.Root.EnumerateObject())
            {
                json.WritePropertyName(property.Name);
                if (property.NameEquals(BoardDocument.JournalPosition)) json.WriteNumberValue(position);
                else if (property.NameEquals(BoardDocument.TaskList)) WriteTasks(json, file, now, isLeftOut);
                else property.Value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteTasks(Utf8JsonWriter json, BoardDocument? file, TaskBoardState now, Func<TaskItem, bool> isLeftOut)
    {
        HashSet<TaskId> written = [];
        int count = 0;
        json.WriteStartArray();
        foreach (FileTask entry in file?.Tasks ?? [])
        {
            count++;
            if (entry.Problem is null && now.Find(entry.Id) is { } task && written.Add(entry.Id)) WriteTask(json, entry, TaskFields.Of(task));
            else entry.Json.WriteTo(json); // not a task (yet), and not ours to change
        }

        foreach (TaskItem task in now.Tasks.OrderBy(task => task.Number))
        {
            if (written.Contains(task.Content.TaskId) || isLeftOut(task)) continue;
            count++;
            WriteNew(json, task.Content.TaskId, TaskFields.Of(task));
        }

        json.WriteEndArray();
        if (count > BoardDocument.MaxTasks)
            throw new BrokenBoardFileException($"the board has {count} tasks; a file may have {BoardDocument.MaxTasks}");
    }

    private static void WriteTask(Utf8JsonWriter json, FileTask entry, TaskFields task)
    {
        FileFields said = entry.Over(task);
        json.WriteStartObject();
        if (!entry.HasId) json.WriteString("id", entry.Id.Value);
        foreach (JsonProperty property in entry.Json.EnumerateObject())
        {
            if (!entry.HasId && property.NameEquals("id")) continue;
            json.WritePropertyName(property.Name);
            if (BoardField.All.FirstOrDefault(field => property.NameEquals(field.Name)) is { } ours && !Says(said, ours, task)) ours.Write(json, task);
            else property.Value.WriteTo(json);
        }

        foreach (BoardField field in BoardField.All)
        {
            if (!entry.Json.TryGetProperty(field.Name, out _)) WriteUnlessDefault(json, field, task);
        }

        json.WriteEndObject();
    }

    private static void WriteNew(Utf8JsonWriter json, TaskId id, TaskFields task)
    {
        json.WriteStartObject();
        json.WriteString("id", id.Value);
        foreach (BoardField field in BoardField.All) WriteUnlessDefault(json, field, task);
        json.WriteEndObject();
    }

    private static void WriteUnlessDefault(Utf8JsonWriter json, BoardField field, TaskFields task)
    {
        if (!field.IsAlwaysWritten && field.Same(TaskFields.None, task)) return;
        json.WritePropertyName(field.Name);
        field.Write(json, task);
    }

    private static bool Says(FileFields said, BoardField field, TaskFields task) =>
        field.Same(said.Fields, task) && !said.Problems.Any(problem => problem.Field == field.Name);
}
