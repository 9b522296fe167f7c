using System.Text.Json.Serialization;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Budgets;

/// <summary>
/// What a budget is for: <c>agent:x</c>, <c>session:x</c>, <c>task:x</c> or <c>department:x</c>. A department is named as its
/// agents name it, by its id or its name. Every scope has a budget, empty at first.
/// </summary>
[JsonConverter(typeof(IdentifierConverter<BudgetScope>))]
public readonly record struct BudgetScope : IIdentifier<BudgetScope>
{
    /// <summary>The most characters behind the colon.</summary>
    public const int MaxLength = 200;

    private readonly string? _name;

    private BudgetScope(BudgetKind kind, string name) => (Kind, _name) = (kind, name);

    /// <summary>The kind.</summary>
    public BudgetKind Kind { get; }

    /// <summary>Which agent, session, task or department; empty for the default value, which is no scope.</summary>
    public string Name => _name ?? string.Empty;

    /// <summary>Kind, colon and name.</summary>
    public string Value => $"{Words<BudgetKind>.Of(Kind)}:{Name}";

    /// <summary>
    /// The key of its grain: the scope itself, or where that is no identifier (a space in it, too long) the kind and a digest,
    /// behind a sign that no identifier has.
    /// </summary>
    public string Key => IdentifierText.IsValid(Value)
        ? Value
        : $"{Words<BudgetKind>.Of(Kind)}~{TextDigest.Of(Name)}";

    /// <summary>An agent's budget.</summary>
    public static BudgetScope Of(AgentId agent) => new(BudgetKind.Agent, agent.Value);

    /// <summary>A session's budget.</summary>
    public static BudgetScope Of(SessionId session) => new(BudgetKind.Session, session.Value);

    /// <summary>A task's budget.</summary>
    public static BudgetScope Of(TaskId task) => new(BudgetKind.Task, task.Value);

    /// <summary>A department's budget; null for a name that cannot stand in a scope.</summary>
    public static BudgetScope? OfDepartment(string? name) => name is not null && IsText(name) ? new(BudgetKind.Department, name) : null;

    /// <summary>Reads a scope.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="ValidationException">The text is no scope.</exception>
    public static BudgetScope Parse(string? text, string field = "scope")
    {
        if (text?.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon && Words<BudgetKind>.TryParseExact(text[..colon], out BudgetKind kind))
        {
            string name = text[(colon + 1)..];
            if (kind == BudgetKind.Department ? IsText(name) : IdentifierText.IsValid(name)) return new(kind, name);
        }

        throw new ValidationException(
            field, $"must be {Words<BudgetKind>.Allowed}, a colon, and an id; for a department its id or name, 1 to {MaxLength} characters");
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsText(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength || name.IsWhiteSpace()) return false;
        for (int i = 0; i < name.Length; i++)
        {
            // Half a surrogate pair is no text: it could not be written as UTF-8.
            if (char.IsControl(name[i])) return false;
            if (!char.IsSurrogate(name[i])) continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1])) return false;
            i++;
        }

        return true;
    }
}
