using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>An entry of a board file.</summary>
/// <param name="Json">The entry as it stands there.</param>
/// <param name="Id">The id it has, or will have once it is a task.</param>
/// <param name="HasId">Whether the file says its id.</param>
/// <param name="Problem">Why nothing can be done with it; it is left as it is then.</param>
/// <param name="Index">Its place in the list, from 0.</param>
/// <param name="ProblemField">The property that the problem is with, where it is with one.</param>
internal sealed record FileTask(JsonElement Json, TaskId Id, bool HasId, string? Problem, int Index, string? ProblemField = null)
{
    /// <summary>Says what stands there, for a message; nothing for a property that is not ours.</summary>
    /// <param name="field">The property; null for the whole entry.</param>
    public string Shown(string? field)
    {
        if (field is null) return $"; there is {Values.Shown(Json)}";
        if (Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(field, out JsonElement value)) return $"; there is {Values.Shown(value)}";
        return BoardField.All.Any(ours => ours.Name == field) ? "; there is nothing" : string.Empty;
    }

    /// <summary>What the entry says; where it says nothing, or nothing that can be understood, what stands in <paramref name="basis"/>.</summary>
    /// <param name="basis">What is known of the task.</param>
    public FileFields Over(TaskFields basis)
    {
        List<FieldProblem>? problems = null;
        TaskFields fields = basis;
        foreach (BoardField field in BoardField.All)
        {
            if (!Json.TryGetProperty(field.Name, out JsonElement value)) continue;
            try
            {
                fields = field.Read(fields, value);
            }
            catch (FormatException error)
            {
                (problems ??= []).Add(new(field.Name, error.Message));
            }
        }

        return new(fields with { Standing = fields.Standing.Normal }, problems ?? []);
    }
}

/// <summary>What an entry says of its task.</summary>
/// <param name="Fields">All of it.</param>
/// <param name="Problems">The fields that could not be understood.</param>
internal sealed record FileFields(TaskFields Fields, IReadOnlyList<FieldProblem> Problems);

/// <summary>A field that could not be understood.</summary>
/// <param name="Field">Its name.</param>
/// <param name="Message">What it has to be.</param>
internal sealed record FieldProblem(string Field, string Message);
