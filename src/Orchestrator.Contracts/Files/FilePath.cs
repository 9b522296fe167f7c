using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Files;

/// <summary>The path of a file within its project, as git has it: <c>/</c> between folders, none at the beginning.</summary>
public static class FilePath
{
    /// <summary>Reads a path: leaves out <c>.</c> folders and needless <c>/</c>.</summary>
    /// <param name="text">The text as a caller gave it. No character in it has a meaning but <c>/</c>.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="ValidationException">It is empty, too long, absolute, or leads out of the project.</exception>
    public static string Parse(string? text, string field)
    {
        if (string.IsNullOrEmpty(text) || text.Length > Check.MaxPathLength)
            throw new ValidationException(field, $"must be a path of 1 to {Check.MaxPathLength} characters");
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ValidationException(field, "must not contain a NUL character");
        if (text[0] == '/') throw new ValidationException(field, "must be relative to the project's folder, without a / at the beginning");
        string[] folders = [.. text.Split('/').Where(folder => folder.Length > 0 && folder != ".")];
        if (folders.Contains("..", StringComparer.Ordinal)) throw new ValidationException(field, "must not lead out of the project with ..");
        return folders.Length > 0 ? string.Join('/', folders) : throw new ValidationException(field, "must name a file or folder below the project's");
    }
}
