using System.Collections.Immutable;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>
/// Which files of a project are meant. <c>*</c> is any part of a name, <c>?</c> any one character, <c>[abc]</c>,
/// <c>[a-z]</c> and <c>[!a]</c> one of a set, <c>{a,b}</c> one of several, <c>**</c> any number of folders. A pattern that
/// ends in <c>/</c>, or whose last name has no wildcard, covers everything below it too: <c>src</c> is the file or the
/// folder. A pattern also covers the path that is spelled exactly like it, so <c>app/[slug]/page.tsx</c> is safe to write.
/// <c>\</c> takes a character's meaning away. Upper and lower case differ, as in git.
/// </summary>
public sealed class PathPattern
{
    /// <summary>The most characters of a pattern.</summary>
    public const int MaxLength = 500;

    private readonly ImmutableArray<PathAutomaton> _alternatives;

    private PathPattern(string text, ImmutableArray<PathAutomaton> alternatives) => (Text, _alternatives) = (text, alternatives);

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>What it costs to compare: the states of its machines.</summary>
    public int Size => _alternatives.Sum(alternative => alternative.StateCount);

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="ValidationException">It is no pattern, is absolute, or leads out of the project.</exception>
    public static PathPattern Parse(string? text, string field)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > MaxLength)
            throw new ValidationException(field, $"must be a path or pattern of 1 to {MaxLength} characters");
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ValidationException(field, "must not contain a NUL character");
        List<PathAutomaton> alternatives = [.. BraceExpansion.Expand(text, field).Select(alternative => PatternParser.Parse(alternative, field))];
        if (text.AsSpan().ContainsAny("?[{") && !text.Contains('\\', StringComparison.Ordinal))
            alternatives.Add(PatternParser.Literal(FilePath.Parse(text, field)));
        return new(text, [.. alternatives]);
    }

    /// <summary>Whether it covers a path, which is as <see cref="FilePath.Parse"/> gives it.</summary>
    public bool Covers(string path)
    {
        foreach (PathAutomaton alternative in _alternatives)
        {
            if (alternative.Covers(path)) return true;
        }

        return false;
    }

    /// <summary>A path that this and another pattern cover; null when there is none.</summary>
    /// <param name="other">The other pattern.</param>
    /// <param name="budget">How long it may take; as long as it takes when absent.</param>
    /// <exception cref="TooComplexException">It takes longer.</exception>
    public string? FindCommonPath(PathPattern other, ComparisonBudget? budget = null)
    {
        budget ??= new(int.MaxValue);
        foreach (PathAutomaton one in _alternatives)
        {
            foreach (PathAutomaton two in other._alternatives)
            {
                if (PatternOverlap.Find(one, two, budget) is { } path) return path;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
