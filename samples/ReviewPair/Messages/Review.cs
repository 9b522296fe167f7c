namespace ReviewPair.Messages;

/// <summary>The answer to a request: what was found.</summary>
/// <param name="Path">The file's path.</param>
/// <param name="Findings">What was found, in the order of the lines.</param>
/// <param name="MoreFindings">How many further ones are not listed.</param>
/// <param name="Note">Why the file was not reviewed, where it was not.</param>
internal sealed record Review(string Path, IReadOnlyList<Finding> Findings, int MoreFindings = 0, string? Note = null);

/// <summary>Something worth telling the author.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Line">The line, from 1; 0 for the file as a whole.</param>
/// <param name="Text">What it is.</param>
internal sealed record Finding(string Rule, int Line, string Text);
