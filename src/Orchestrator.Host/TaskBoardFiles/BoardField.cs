using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>A property of a task in a board file: how it is read, written and compared.</summary>
/// <param name="Name">The property.</param>
/// <param name="Read">Puts a value into the fields; a <see cref="FormatException"/> says what the value has to be.</param>
/// <param name="Write">Writes the value.</param>
/// <param name="Same">Whether a file (the first) says what the board has.</param>
/// <param name="IsAlwaysWritten">Whether it is written also where it says nothing.</param>
internal sealed record BoardField(
    string Name,
    Func<TaskFields, JsonElement, TaskFields> Read,
    Action<Utf8JsonWriter, TaskFields> Write,
    Func<TaskFields, TaskFields, bool> Same,
    bool IsAlwaysWritten = false)
{
    // What people write who do not know our words.
    private static readonly Dictionary<string, TaskItemStatus> OtherStatusWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["todo"] = TaskItemStatus.Pending,
        ["to_do"] = TaskItemStatus.Pending,
        ["open"] = TaskItemStatus.Pending,
        ["doing"] = TaskItemStatus.InProgress,
        ["done"] = TaskItemStatus.Completed,
        ["complete"] = TaskItemStatus.Completed,
        ["canceled"] = TaskItemStatus.Cancelled,
    };

    private static readonly Dictionary<string, Priority> OtherPriorityWords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["medium"] = Priority.Normal,
        ["critical"] = Priority.Urgent,
    };

    /// <summary>Says whose the task is; written beside <c>status</c>.</summary>
    public static BoardField Assignee { get; } = new(
        "assignee",
        (task, value) => task with { Standing = task.Standing with { Agent = Values.Id<AgentId>(value) } },
        (json, task) => json.WriteStringValue(task.Standing.Agent?.Value),
        (one, other) => one.Standing.Agent == other.Standing.Agent);

    /// <summary>Says where the task stands.</summary>
    public static BoardField Status { get; } = new(
        "status",
        (task, value) => task with { Standing = task.Standing with { Status = ReadStatus(value) } },
        (json, task) => json.WriteStringValue(Words<TaskItemStatus>.Of(task.Standing.Status)),
        (one, other) => one.Standing.Status == other.Standing.Status,
        IsAlwaysWritten: true);

    /// <summary>What a task waits for.</summary>
    public static BoardField Dependencies { get; } = new(
        "dependencies",
        (task, value) => task with { Dependencies = Values.List(value, Values.RequiredId<TaskId>) },
        (json, task) => Values.Write(json, task.Dependencies.Select(id => id.Value)),
        (one, other) => one.Dependencies.SequenceEqual(other.Dependencies));

    /// <summary>What a task is a part of.</summary>
    public static BoardField Parent { get; } = new(
        "parentId",
        (task, value) => task with { ParentId = Values.Id<TaskId>(value) },
        (json, task) => json.WriteStringValue(task.ParentId?.Value),
        (one, other) => one.ParentId == other.ParentId);

    /// <summary>What a task is thought to take.</summary>
    public static BoardField Estimate { get; } = new(
        "estimateHours",
        (task, value) => task with { EstimateHours = Values.Number(value) },
        (json, task) =>
        {
            if (task.EstimateHours is { } hours) json.WriteNumberValue(hours);
            else json.WriteNullValue();
        },
        (one, other) => one.EstimateHours == other.EstimateHours);

    /// <summary>The properties that change by one command together and do not depend on each other.</summary>
    public static IReadOnlyList<BoardField> Content { get; } =
    [
        new(
            "title",
            (task, value) => task with { Title = Values.Text(value) },
            (json, task) => json.WriteStringValue(task.Title),
            (one, other) => one.Title == other.Title,
            IsAlwaysWritten: true),
        new(
            "description",
            (task, value) => task with { Description = Values.Text(value) },
            (json, task) => json.WriteStringValue(task.Description),
            (one, other) => one.Description == other.Description),
        new(
            "priority",
            (task, value) => task with { Priority = ReadPriority(value) },
            (json, task) => json.WriteStringValue(Words<Priority>.Of(task.Priority)),
            (one, other) => one.Priority == other.Priority,
            IsAlwaysWritten: true),
        new(
            "labels",
            (task, value) => task with { Labels = Values.List(value, Values.Text) },
            (json, task) => Values.Write(json, task.Labels),
            (one, other) => one.Labels.SequenceEqual(other.Labels, StringComparer.Ordinal)),
        new(
            "requiredCapabilities",
            (task, value) => task with { RequiredCapabilities = Values.List(value, Values.Text) },
            (json, task) => Values.Write(json, task.RequiredCapabilities),
            (one, other) => one.RequiredCapabilities.SequenceEqual(other.RequiredCapabilities, StringComparer.Ordinal)),
        Estimate,
    ];

    /// <summary>All of them, in the order in which they are written.</summary>
    public static IReadOnlyList<BoardField> All { get; } =
    [
        Content[0], Content[1], Status, Content[2], Assignee, Dependencies, Parent, .. Content.Skip(3),
        new(
            "reason",
            (task, value) => task with { Reason = Values.Text(value) },
            (json, task) => json.WriteStringValue(task.Reason),
            (file, board) => board.Reason.Length == 0 || file.Reason == board.Reason),
    ];

    private static TaskItemStatus ReadStatus(JsonElement value)
    {
        string word = Values.Text(value).Trim().Replace('-', '_').Replace(' ', '_');
        if (Words<TaskItemStatus>.TryParse(word, out TaskItemStatus status) || OtherStatusWords.TryGetValue(word, out status)) return status;
        throw new FormatException(
            $"must be one of: {Words<TaskItemStatus>.Allowed}; {string.Join(", ", OtherStatusWords.Keys)} are understood too and kept as they are");
    }

    private static Priority ReadPriority(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number is >= 1 and <= 4) return (Priority)number;
        if (value.ValueKind == JsonValueKind.String
            && (Words<Priority>.TryParse(value.GetString(), out Priority word) || OtherPriorityWords.TryGetValue(value.GetString()!, out word)))
            return word;
        throw new FormatException($"must be 1, 2, 3, 4 or one of: {Words<Priority>.Allowed}");
    }
}
