using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Budgets;

/// <summary>Whose use a budget counts; the word before the colon in its scope.</summary>
[JsonConverter(typeof(WordConverter<BudgetKind>))]
public enum BudgetKind
{
    /// <summary>An agent's.</summary>
    Agent,

    /// <summary>That of all who work in a session.</summary>
    Session,

    /// <summary>That of all who work on a task.</summary>
    Task,

    /// <summary>A department's.</summary>
    Department,
}
