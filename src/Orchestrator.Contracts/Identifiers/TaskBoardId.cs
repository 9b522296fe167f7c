using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>
/// Identifies a task board: the tasks of a session or of a project, which may depend on each other. 1 to 128 of
/// <c>A-Za-z0-9._:-</c>; that of a session is the session's id.
/// </summary>
[JsonConverter(typeof(IdentifierConverter<TaskBoardId>))]
public readonly record struct TaskBoardId : IIdentifier<TaskBoardId>
{
    private readonly string? _value;

    private TaskBoardId(string value) => _value = value;

    /// <summary>The board of tasks that belong to no session and no project.</summary>
    public static TaskBoardId Default { get; } = new("default");

    /// <summary>The text of the identifier; empty for the default value, which identifies nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>The board of a session.</summary>
    /// <param name="session">The session.</param>
    public static TaskBoardId Of(SessionId session) => new(session.Value);

    /// <summary>Reads an identifier.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="Errors.ValidationException">The text is not 1 to 128 of the allowed characters.</exception>
    public static TaskBoardId Parse(string? text, string field = "board") => new(IdentifierText.Check(text, field));

    /// <inheritdoc/>
    public override string ToString() => Value;
}
