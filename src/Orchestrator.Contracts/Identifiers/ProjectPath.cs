using System.Text.Json.Serialization;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Identifiers;

/// <summary>
/// Names a project by its folder, as sessions do, in one spelling: <c>/</c> between folders, no <c>.</c>, <c>..</c> or
/// <c>/</c> at the end, a drive in upper case. Upper and lower case differ otherwise. Links are not followed: the folder
/// need not be on the host's machine. A name that is no path, such as <c>app</c>, is allowed.
/// </summary>
[JsonConverter(typeof(IdentifierConverter<ProjectPath>))]
public readonly record struct ProjectPath : IIdentifier<ProjectPath>
{
    private readonly string? _value;

    private ProjectPath(string value) => _value = value;

    /// <summary>The path; empty for the default value, which names nothing.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>The key of the project's grain: a digest, since a path may be longer than a key.</summary>
    public string Key => TextDigest.Of(Value);

    /// <summary>Reads a path, in any spelling.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="ValidationException">It is empty, longer than 4,096 characters, has control characters, or leads out of its root.</exception>
    public static ProjectPath Parse(string? text, string field = "project")
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > Check.MaxPathLength)
            throw new ValidationException(field, $"must be the path of the project's folder, 1 to {Check.MaxPathLength} characters");
        if (text.Any(char.IsControl)) throw new ValidationException(field, "must not have control characters");
        string path = text.Replace('\\', '/');
        bool isRooted = path[0] == '/';
        List<string> folders = [];
        foreach (string folder in path.Split('/'))
        {
            if (folder.Length == 0 || folder == ".") continue;
            if (folder != "..") folders.Add(folder);
            else if (folders.Count > 0 && !IsDrive(folders[^1])) folders.RemoveAt(folders.Count - 1);
            else if (!isRooted) throw new ValidationException(field, "must not lead out of its first folder with ..");
        }

        if (folders.Count > 0 && !isRooted && IsDrive(folders[0])) folders[0] = folders[0].ToUpperInvariant();
        string value = (isRooted ? "/" : string.Empty) + string.Join('/', folders);

        // What is left must be a path itself: it is read again wherever it was written.
        return string.IsNullOrWhiteSpace(value) ? throw new ValidationException(field, "must name a folder") : new(value);
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsDrive(string folder) => folder is [var letter, ':'] && char.IsAsciiLetter(letter);
}
